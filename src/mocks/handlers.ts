import { http } from 'msw/http';
import { metadataPaths } from './authorization-server/metadata.ts';
import type { OfflineWorld } from './world.ts';

/**
 * Handlers that pass network requests to the servers of a world. The first request opens the world. Each handler has an
 * exact path, because the worker also passes *navigations* to the handlers. No handler may match the pages under /idp
 * (authorize, end-session).
 */
export function createHandlers(
  { issuer, resource, api }: Pick<OfflineWorld, 'issuer' | 'resource' | 'api'>,
  open: () => Promise<OfflineWorld>,
) {
  const { origin, pathname } = new URL(resource);
  const authorizationServerUrls = [
    ...metadataPaths(issuer).map((path) => origin + path),
    ...['token', 'revoke', 'introspect', 'register', 'jwks'].map((endpoint) => `${issuer}/${endpoint}`),
  ];
  const resourceServerUrls = [resource, `${origin}/.well-known/oauth-protected-resource${pathname}`];
  return [
    ...authorizationServerUrls.map((url) =>
      http.all(url, async ({ request }) => (await open()).authorizationServer.fetch(request)),
    ),
    http.all(`${api}/notes`, async ({ request }) => (await open()).restApi.fetch(request)),
    ...resourceServerUrls.map((url) =>
      http.all(url, async ({ request }) => (await open()).resourceServer.fetch(request)),
    ),
  ];
}
