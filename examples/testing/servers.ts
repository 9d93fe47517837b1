import { createMemoryAuditLog } from '../../src/mocks/audit-log.ts';
import { createMemoryStore } from '../../src/mocks/authorization-server/store.ts';
import { createMemoryNotes } from '../../src/mocks/resource-server/notes.ts';
import { createOfflineWorld } from '../../src/mocks/world.ts';

export const APP = 'https://app.example';
export const ISSUER = 'https://login.example/idp';
export const API = 'https://api.example/v1';

/** The mock authorization server, where `my-app` is registered, and the mock API, at the addresses in the examples. */
export function exampleServers(issuer = ISSUER, redirectUris = [`${APP}/callback`, `${APP}/page`]) {
  const world = createOfflineWorld({
    appUrl: APP,
    issuer,
    api: API,
    store: createMemoryStore(),
    auditLog: createMemoryAuditLog(),
    notes: createMemoryNotes(),
    now: () => Date.now(),
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    otherClients: [
      {
        clientId: 'my-app',
        clientName: 'My app',
        redirectUris,
        postLogoutRedirectUris: [`${APP}/`],
        grantTypes: ['authorization_code', 'refresh_token'],
        tokenEndpointAuthMethod: 'none',
      },
    ],
  });

  /** Signs in and consents at the authorization endpoint. @returns the redirect URL. */
  async function decide(authorizationUrl: string, decision: 'approve' | 'deny'): Promise<string> {
    const { origin, pathname, searchParams: body } = new URL(authorizationUrl);
    body.set('username', 'ada');
    body.set('password', 'analytical engine');
    body.set('decision', decision);
    body.set('granted_scope', body.get('scope') ?? '');
    const response = await world.authorizationServer.fetch(
      new Request(origin + pathname, { method: 'POST', body }),
    );
    return response.headers.get('Location') ?? '';
  }

  return {
    decide,
    authorizationServer: world.authorizationServer,
    byOrigin: new Map([
      [new URL(issuer).origin, world.authorizationServer.fetch],
      [new URL(API).origin, world.restApi.fetch],
    ]),
  };
}
