import { expect, expectTools, look, signIn, test } from './bendable.ts';
import { SERVER_CASES } from './server-cases.ts';
import { rpcError } from './servers/bendable/mcp.ts';

// Each number in a title is the number of a public bug report.

const html = () =>
  new Response('<!doctype html><h1>Hello</h1>', { headers: { 'Content-Type': 'text/html' } });
const OLDER_HEADERS = 'Content-Type, Authorization, mcp-session-id, mcp-protocol-version';
const isNewer = (request: Request) => request.headers.has('Mcp-Method');
const RESOURCE = '/.well-known/oauth-protected-resource';
const metadataAt = (origin: string, issuer = `${origin}/as`) => ({
  issuer,
  authorization_endpoint: `${origin}/as/authorize`,
  token_endpoint: `${origin}/as/token`,
  registration_endpoint: `${origin}/as/register`,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: issuer !== origin,
});

for (const { title, bends, says } of SERVER_CASES) {
  if (!says) continue;
  test(`Connect says what is wrong with a server ${title}`, async ({ page, bend }) => {
    const server = await bend(bends);
    await look(page, server.url);
    for (const text of says(server)) await expect(page.getByText(text).first()).toBeVisible();
  });
}

test('1: a server without CORS cannot redirect the page to another origin', async ({ page, bend, watch }) => {
  // The app sends the request from a frame whose policy blocks the redirect. The browser reports this violation.
  watch.allowViolation(/^connect-src/);
  watch.allowConsoleError(/violates the following Content Security Policy directive/);
  const inner = await bend({});
  const server = await bend({
    cors: 'none',
    before: (_request, { pathname }) =>
      pathname.startsWith(RESOURCE)
        ? new Response(null, { status: 302, headers: { Location: `${inner.origin}/delete-everything` } })
        : undefined,
  });
  await look(page, server.url);
  await expect(page.getByText('A server responds at this host')).toBeVisible();
  expect(server.received).toContain(`GET ${RESOURCE}`);
  expect(inner.received).toEqual([]);
});

for (const status of [400, 401]) {
  test(`2: the page links to the address with a slash, which gets ${status}`, async ({ page, bend }) => {
    const server = await bend({
      demands: () => status === 401,
      before(request, { pathname }) {
        if (pathname === '/mcp') return new Response(null, { status: 307, headers: { Location: '/mcp/' } });
        if (pathname !== '/mcp/' || request.method !== 'POST') return undefined;
        return rpcError(1, { code: -32_000, message: 'x' }, status);
      },
    });
    await look(page, server.url);
    await expect(page.getByText('The server responds at another address')).toBeVisible();
    await page.getByRole('link', { name: `${server.url}/` }).click();
    await expect(page).toHaveURL(new RegExp(encodeURIComponent('/mcp/')));
  });
}

test('4: the page offers a client ID even if the refusal has no CORS headers', async ({ page, bend }) => {
  const server = await bend((origin) => ({
    cors: 'none',
    before(request, { pathname }) {
      const headers = {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Headers':
          'authorization, content-type, mcp-protocol-version, mcp-method, mcp-session-id',
      };
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
      if (pathname === `${RESOURCE}/mcp`)
        return Response.json(
          { resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] },
          { headers },
        );
      if (pathname === '/.well-known/oauth-authorization-server/as')
        return Response.json({ ...metadataAt(origin), registration_endpoint: undefined }, { headers });
      return undefined;
    },
    demands: () => true,
  }));
  await look(page, server.url);
  await expect(page.getByText('The browser hides the whole response of the MCP server')).toBeVisible();
  await expect(page.getByLabel('Client ID')).toBeVisible();
});

test('4: the app signs in to a server that allows only the older headers', async ({ page, bend }) => {
  const server = await bend({ cors: { 'Access-Control-Allow-Headers': OLDER_HEADERS }, demands: () => true });
  await look(page, server.url);
  await signIn(page);
  await expectTools(page, 'echo');
});

test('5, 38: the page shows the status and the words of a server that fails', async ({ page, bend }) => {
  let sent = 400;
  const server = await bend({ instead: () => new Response('The kettle is empty.', { status: sent }) });
  await look(page, server.url);
  for (const status of [403, 404, 405, 406, 422, 500, 502, 401]) {
    sent = status;
    await page.getByRole('button', { name: 'Look again' }).click();
    const shown = status === 401 ? 'The server demands a sign-in' : `HTTP ${status}`;
    await expect(page.getByText(shown).first()).toBeVisible();
    await expect(page.getByText('The kettle is empty.').first()).toBeVisible();
  }
});

test('5: if the first call gets 404, the app uses the handshake’s challenge', async ({ page, bend }) => {
  const server = await bend((origin) => ({
    instead: ({ request, method }) =>
      isNewer(request) && method !== 'initialize' ? new Response(null, { status: 404 }) : undefined,
    demands: ({ request }) => !isNewer(request),
    challenge: `Bearer resource_metadata="${origin}/elsewhere"`,
    resourceMetadata: 'missing',
    before: (_request, { pathname }) =>
      pathname === '/elsewhere'
        ? Response.json({ resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] })
        : undefined,
  }));
  await look(page, server.url);
  await signIn(page);
  await expectTools(page, 'echo');
});

test('8: if the challenge names a missing document, the app looks elsewhere', async ({ page, bend }) => {
  const server = await bend((origin) => ({
    demands: () => true,
    challenge: `Bearer resource_metadata="${origin}/nothing-here"`,
  }));
  await look(page, server.url);
  await expect(page.getByText('The challenge of the MCP server leads nowhere')).toBeVisible();
  await expect(page.getByText(`${server.origin}/nothing-here`)).toBeVisible();
  await signIn(page);
  await expectTools(page, 'echo');
});

test('9: if a web page is at the first location, the app tries the next location', async ({ page, bend }) => {
  const server = await bend((origin) => ({
    demands: () => true,
    challenge: '',
    before(_request, { pathname }) {
      if (pathname === `${RESOURCE}/mcp` || pathname === '/.well-known/oauth-authorization-server/as')
        return html();
      if (pathname === RESOURCE)
        return Response.json({ resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] });
      if (pathname === '/.well-known/openid-configuration/as') return Response.json(metadataAt(origin));
      return undefined;
    },
  }));
  await look(page, server.url);
  await signIn(page);
  await expectTools(page, 'echo');
});

test('11: the user can choose the second authorization server if the first fails', async ({ page, bend }) => {
  const server = await bend((origin) => ({
    demands: () => true,
    resourceMetadata: { authorization_servers: [`${origin}/gone`, `${origin}/as`] },
  }));
  await look(page, server.url);
  await expect(page.getByText('The authorization server does not describe itself')).toBeVisible();
  await page.getByRole('button', { name: `Use ${server.issuer}` }).click();
  await signIn(page);
  await expectTools(page, 'echo');
});

test('13: the field refuses an http address on another machine, and says why', async ({ page, bend: _ }) => {
  await page.goto('/connect');
  await page.getByLabel('MCP server URL').fill('http://192.168.1.20/mcp');
  await page.getByRole('button', { name: 'Go to this server’s page' }).click();
  const said = 'Over http, a page may call only this machine. Use the https:// address of 192.168.1.20';
  await expect(page.getByText(said)).toBeVisible();
});

test('14: the page shows changed metadata when the user looks again', async ({ page, bend }) => {
  const resourceMetadata: Record<string, unknown> = { scopes_supported: ['before'] };
  const server = await bend({ demands: () => true, resourceMetadata });
  await look(page, server.url);
  await expect(page.getByText('before', { exact: true })).toBeVisible();
  resourceMetadata.scopes_supported = ['changed'];
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('changed', { exact: true })).toBeVisible();
  resourceMetadata.scopes_supported = ['once-more'];
  await page.reload();
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await expect(page.getByText('once-more', { exact: true })).toBeVisible();
});

test('14: until the user looks again, a sign-in requests what was shown', async ({ page, bend }) => {
  const resourceMetadata: Record<string, unknown> = { scopes_supported: ['shown'] };
  let refusals = 1;
  const server = await bend((origin) => ({
    demands: () => true,
    resourceMetadata,
    before(_request, { pathname, searchParams }) {
      if (pathname !== '/as/authorize' || refusals === 0) return undefined;
      refusals -= 1;
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', searchParams.get('state') ?? '');
      back.searchParams.set('iss', `${origin}/as`);
      back.searchParams.set('error', 'server_error');
      return Response.redirect(back.href);
    },
  }));
  await look(page, server.url);
  await expect(page.getByText('shown', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  resourceMetadata.scopes_supported = ['everything'];
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await expectTools(page, 'echo');
  expect(server.authorizations.map((parameters) => parameters.get('scope'))).toEqual(['shown']);
});

for (const elsewhere of ['nothing elsewhere', 'a web page elsewhere']) {
  test(`15: a sign-in at a server of 2025-03-26 needs a consent (${elsewhere})`, async ({ page, bend }) => {
    const server = await bend((origin) => ({
      demands: () => true,
      challenge: '',
      resourceMetadata: 'missing',
      before(_request, { pathname }) {
        if (pathname === '/.well-known/oauth-authorization-server')
          return Response.json(metadataAt(origin, origin));
        return elsewhere === 'a web page elsewhere' && pathname.startsWith('/.well-known/')
          ? html()
          : undefined;
      },
    }));
    await look(page, server.url);
    await expect(page.getByText('It may be a server of MCP 2025-03-26')).toBeVisible();
    await page.getByRole('button', { name: 'Look for its authorization server there' }).click();
    await expect(
      page.getByText('may look for the authorization server at the origin, as MCP 2025-03-26'),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
    expect(server.received).toContain('GET /.well-known/oauth-authorization-server');
  });
}

test('18: the page says that CORS does not allow the Authorization header', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    cors: {
      'Access-Control-Allow-Headers': 'content-type, mcp-protocol-version, mcp-method, mcp-session-id',
    },
  });
  await look(page, server.url);
  await expect(page.getByText('This page may be unable to send a token to this server')).toBeVisible();
  await expect(page.getByText('Access-Control-Allow-Headers: authorization')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeHidden();
  await page.getByText('Sign in all the same').click();
  await signIn(page);
  await expect(page.getByText('Access-Control-Allow-Headers: authorization')).toBeVisible();
});
