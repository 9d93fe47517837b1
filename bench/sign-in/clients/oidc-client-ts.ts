import { UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const manager = new UserManager({
  authority: settings.issuer,
  client_id: settings.clientId,
  redirect_uri: settings.redirectUri,
  scope: settings.scope,
  resource: settings.serverUrl,
  stateStore: new WebStorageStateStore({ store: sessionStorage }),
});

runPage({
  start: () => manager.signinRedirect(),
  async complete() {
    await manager.signinRedirectCallback();
    return {
      accessToken: async () => (await manager.getUser())?.access_token,
      refresh: async () => (await manager.signinSilent())?.access_token ?? '',
    };
  },
});
