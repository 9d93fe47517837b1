import { UserManager, type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

/** @param metadata the endpoints, to skip discovery. */
export function runOidcClientPage(metadata?: UserManagerSettings['metadata']): void {
  const manager = new UserManager({
    authority: settings.issuer,
    ...(metadata && { metadata }),
    client_id: settings.clientId,
    redirect_uri: settings.redirectUri,
    scope: settings.scope,
    resource: settings.serverUrl,
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });
  void runPage({
    start: () => manager.signinRedirect(),
    async complete() {
      await manager.signinRedirectCallback();
      return {
        accessToken: async () => (await manager.getUser())?.access_token,
        refresh: async () => (await manager.signinSilent())?.access_token ?? '',
      };
    },
  });
}
