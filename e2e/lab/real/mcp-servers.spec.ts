import { test as base, expect } from '../../fixtures.ts';
import { APP } from '../../real/addresses.ts';
import { startTemporaryServer, type TemporaryServer } from '../temporary-server.ts';

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers':
    'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id',
};
const WELL_KNOWN = '/.well-known/oauth-protected-resource';

const page = () =>
  new Response('<!doctype html><h1>Hello</h1>', { headers: { 'Content-Type': 'text/html' } });
const result = (value: object, headers = {}) =>
  Response.json({ jsonrpc: '2.0', id: 1, result: value }, { headers });
const tools = () => result({ tools: [] });
const initialized = (headers = {}) =>
  result(
    { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'test', version: '1' } },
    headers,
  );
const open = async (request: Request) => {
  const { id, method } = request.method === 'POST' ? Object(await request.json()) : {};
  if (method === 'initialize') return initialized();
  return id === undefined ? new Response(null, { status: 202 }) : tools();
};
const noSession = () =>
  Response.json(
    {
      jsonrpc: '2.0',
      id: null,
      error: { code: -32_000, message: 'Bad Request: No valid session ID provided' },
    },
    { status: 400 },
  );

/** Common kinds of MCP servers, by the first segment of the path. */
const SERVERS: Record<string, (request: Request, path: string) => Promise<Response> | Response> = {
  'web-page': () => page(),
  sessions: async (request) => {
    if (request.method === 'DELETE') return new Response(null, { status: 204 });
    if (request.headers.get('Mcp-Session-Id') === 'a-session') return open(request);
    const { method } = Object(await request.json());
    return method === 'initialize' ? initialized({ 'Mcp-Session-Id': 'a-session' }) : noSession();
  },
  'json-there': (request, path) =>
    path.startsWith(WELL_KNOWN) ? Response.json({ status: 'ok' }) : open(request),
  'no-server-named': (request, path) =>
    path.startsWith(WELL_KNOWN)
      ? Response.json({ resource: new URL('/no-server-named/mcp', request.url).href })
      : open(request),
  slash: (_request, path) =>
    path === '/slash/mcp/'
      ? new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } })
      : new Response(null, { status: 307, headers: { Location: '/slash/mcp/' } }),
  'no-cors': () => tools(),
};

async function respond(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const [slug = ''] = pathname.replace(WELL_KNOWN, '').split('/').filter(Boolean);
  const redirected = pathname === '/slash/mcp';
  if (request.method === 'OPTIONS' && slug !== 'no-cors' && !redirected) {
    return new Response(null, { status: 204, headers: CORS });
  }
  const isWellKnown = pathname.startsWith(WELL_KNOWN);
  const responds = slug === 'web-page' || slug === 'json-there' || slug === 'no-server-named' || !isWellKnown;
  const response =
    (responds && (await SERVERS[slug]?.(request, pathname))) || new Response(null, { status: 404 });
  if (slug === 'no-cors' || redirected) return response;
  const readable = new Response(response.body, response);
  for (const [name, value] of Object.entries(CORS)) readable.headers.set(name, value);
  return readable;
}

const test = base.extend<{ server: TemporaryServer }>({
  server: async ({ baseURL: _ }, use) => {
    const server = await startTemporaryServer(respond);
    await use(server);
    await server.close();
  },
  allowedOrigins: async ({ server }, use) => use([APP, server.origin]),
});

const NOTHING_TO_SIGN_IN_TO =
  'This server accepts clients without a token and names no authorization server. This page sees nothing to sign in to.';

// The unit tests in `src/lab/check/engine/mcp-servers.test.ts` prove the rules. This test shows that the result is the
// same in a browser.
test('the check applies only the rules that fit each common kind of server', { tag: '@thorough' }, async ({
  page,
  server,
  watch,
}) => {
  watch.allowConsoleError(/Failed to load resource|CORS policy/);
  await page.goto('/check');
  for (const [slug, said, broken] of [
    ['web-page', 'This is a web page and not an MCP server.', '1 rule broken'],
    ['sessions', NOTHING_TO_SIGN_IN_TO, '0 rules broken'],
    ['json-there', NOTHING_TO_SIGN_IN_TO, '0 rules broken'],
    ['no-server-named', NOTHING_TO_SIGN_IN_TO, '0 rules broken'],
    ['slash', 'Use the address with the slash at its end:', '1 rule broken'],
    ['no-cors', 'The server responds, but sends no CORS headers', '1 rule broken'],
  ] as const) {
    await test.step(slug, async () => {
      await page.getByLabel('MCP server URL').fill(`${server.origin}/${slug}/mcp`);
      await page.getByRole('button', { name: 'Check this server' }).click();
      await expect(page.getByText(`${server.origin}/${slug}/mcp`, { exact: true }).first()).toBeVisible();
      await expect(page.getByText(said).first()).toBeVisible();
      await expect(page.getByRole('status').filter({ hasText: broken })).toBeVisible();
    });
  }
  expect(server.received).toContain('DELETE /sessions/mcp');
});
