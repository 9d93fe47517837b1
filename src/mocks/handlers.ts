import { http } from 'msw/http';
import { metadataPaths } from './authorization-server/metadata.ts';
import { pageHeaders } from './authorization-server/page-headers.ts';
import { SAFE_POLICY } from './authorization-server/policy.ts';
import type { OfflineWorld } from './world.ts';

/**
 * Adapters from the network to the two servers of a world, which is opened when first asked. Exact paths only: the worker also offers *navigations* to
 * these handlers, so nothing may match the pages under /idp (authorize, end-session).
 */
export function createHandlers(
  { issuer, resource, appUrl }: Pick<OfflineWorld, 'issuer' | 'resource'> & { appUrl: string },
  open: () => Promise<OfflineWorld>,
) {
  const { origin, pathname } = new URL(resource);
  const authorizationServerUrls = [
    ...metadataPaths(issuer).map((path) => origin + path),
    ...['token', 'revoke', 'register', 'jwks'].map((endpoint) => `${issuer}/${endpoint}`),
  ];
  const resourceServerUrls = [resource, `${origin}/.well-known/oauth-protected-resource${pathname}`];
  return [
    ...authorizationServerUrls.map((url) =>
      http.all(url, async ({ request }) => (await open()).authorizationServer.fetch(request)),
    ),
    ...resourceServerUrls.map((url) =>
      http.all(url, async ({ request }) => (await open()).resourceServer.fetch(request)),
    ),
    http.get(`${issuer}/framed/:framing`, ({ params }) => framedPage(appUrl, params.framing === 'allowed')),
  ];
}

/**
 * The consent page for whoever puts it into a frame, as a document with headers of its own: only headers keep
 * it out of one. Which server's page it is says the frame's opener, whose policy the address repeats.
 */
async function framedPage(appUrl: string, allowed: boolean): Promise<Response> {
  const served = await fetch(`${appUrl}/`);
  const framing = allowed ? 'allowed' : SAFE_POLICY.framing;
  return new Response(await served.text(), { headers: pageHeaders(served.headers, { framing }) });
}
