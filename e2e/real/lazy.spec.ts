import { call, expect, expectTools, look, signIn, test } from './bendable.ts';
import { UNNAMED_SCOPE } from './server-cases.ts';
import { type BentTool, type Call, RpcError, rpcError, text } from './servers/bendable/mcp.ts';

// Each number in a title is the number of a public bug report.

const TOOLS: BentTool[] = [
  { name: 'open', call: () => text('For everybody') },
  { name: 'closed', call: () => text('For those who signed in') },
];

for (const era of ['older', 'newer'] as const) {
  test(`21: if only one of two tools (${era}) demands a token, both work`, async ({ page, bend }) => {
    const server = await bend({
      era,
      tools: TOOLS,
      demands: ({ message }) => message.params?.name === 'closed',
    });
    await look(page, server.url);
    await call(page, 'open');
    await expect(page.getByText('For everybody')).toBeVisible();
    await expect(page.getByText('The challenge of the MCP server could not be read')).toBeHidden();
    await call(page, 'closed');
    await expect(page.getByText('This needs a sign-in')).toBeVisible();
    await page.getByRole('button', { name: 'Find out where to sign in' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('For those who signed in')).toBeVisible();
    expect(server.authorizations).toHaveLength(1);
  });

  test(`22: the challenge of a call (${era}) is enough for a sign-in`, async ({ page, bend }) => {
    const server = await bend((origin) => ({
      era,
      tools: TOOLS,
      demands: ({ message }) => message.params?.name === 'closed',
      challenge: `Bearer resource_metadata="${origin}/metadata-of-mine", scope="closed:call"`,
      resourceMetadata: 'missing',
      before: (_request, { pathname }) =>
        pathname === '/metadata-of-mine'
          ? Response.json({ resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] })
          : undefined,
    }));
    await look(page, server.url);
    await expectTools(page, 'open', 'closed');
    await call(page, 'closed');
    await page.getByRole('button', { name: 'Find out where to sign in' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('For those who signed in')).toBeVisible();
    expect(server.authorizations[0]?.get('scope')).toBe('closed:call');
  });
}

for (const [what, more] of [
  [
    'allows only the older headers',
    {
      cors: {
        'Access-Control-Allow-Headers': 'content-type, authorization, mcp-session-id, mcp-protocol-version',
      },
    },
  ],
  ['responds to the first request with 404', { first: 404 }],
  ['responds to the first request with 401 without a challenge', { first: 401 }],
] as const) {
  test(`3, 5, 21: the app connects without a sign-in to a server that ${what}`, async ({ page, bend }) => {
    const server = await bend({
      ...('cors' in more && { cors: more.cors }),
      tools: TOOLS,
      demands: ({ message }) => message.params?.name === 'closed',
      // The server responds normally to a request with a token.
      instead: ({ request }) =>
        'first' in more && request.headers.has('Mcp-Method') && !request.headers.has('Authorization')
          ? new Response(null, { status: more.first })
          : undefined,
    });
    await look(page, server.url);
    await call(page, 'open');
    await expect(page.getByText('For everybody')).toBeVisible();
    await call(page, 'closed');
    await page.getByRole('button', { name: 'Find out where to sign in' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByText('For those who signed in')).toBeVisible();
  });
}

for (const [where, refuse] of [
  [
    'the _meta of a result',
    (challenge) => ({
      ...text('Not without a token'),
      isError: true,
      _meta: { 'mcp/www_authenticate': [challenge] },
    }),
  ],
  [
    'the data of an error',
    (challenge) => {
      throw new RpcError({ code: -32_001, message: 'No token', data: { www_authenticate: challenge } });
    },
  ],
  [
    'no place, but an error asks for a sign-in',
    () => {
      throw new RpcError({ code: -32_001, message: 'Authentication required' });
    },
  ],
] satisfies [string, (challenge: string) => object][]) {
  test(`23: a challenge in ${where} leads to the sign-in`, async ({ page, bend }) => {
    const server = await bend((origin) => ({
      tools: [
        {
          name: 'closed',
          call: () => refuse(`Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`),
        },
      ],
      resourceMetadata: {},
    }));
    await look(page, server.url);
    await call(page, 'closed');
    await page.getByRole('button', { name: 'Find out where to sign in' }).click();
    await expect(page.getByText(server.issuer, { exact: true }).first()).toBeVisible();
  });
}

test('24: the page reports a missing scope that the server does not name', async ({ page, bend }) => {
  const server = await bend(UNNAMED_SCOPE);
  await look(page, server.url);
  await signIn(page);
  await call(page, 'echo');
  await expect(page.getByText('The call needs a permission that the server does not name')).toBeVisible();
  await expect(page.getByText('Ask Ada.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Give this permission' })).toBeHidden();
});

const DEAD = 'The token is dead';

for (const [what, refuse] of [
  ['400', () => Response.json({ error: 'invalid_token', error_description: DEAD }, { status: 400 })],
  ['an error of JSON-RPC', (id) => rpcError(id, { code: -32_001, message: DEAD })],
] satisfies [string, (id: Call['message']['id']) => Response][]) {
  test(`25: if a server refuses a token with ${what}, a new sign-in is offered`, async ({ page, bend }) => {
    let dead = true;
    const server = await bend({
      demands: () => true,
      instead: ({ method, message }) => (method === 'tools/call' && dead ? refuse(message.id) : undefined),
    });
    await look(page, server.url);
    await signIn(page);
    await call(page, 'echo');
    await expect(page.getByText(DEAD)).toBeVisible();
    dead = false;
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('button', { name: 'Repeat the call' }).click();
    await expect(page.getByText('You said nothing')).toBeVisible();
    expect(server.authorizations).toHaveLength(2);
  });
}

test('if the server refuses the token of a sign-in, the page quotes the server', async ({ page, bend }) => {
  const server = await bend({
    demands: () => true,
    before: (request, { pathname }) =>
      pathname === '/mcp' && request.headers.has('Authorization')
        ? Response.json({ error_description: 'The audience is wrong' }, { status: 401 })
        : undefined,
  });
  await look(page, server.url);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('The MCP server says about the token: The audience is wrong')).toBeVisible();
});
