import { call, expect, expectTools, look, test } from './bendable.ts';
import { ODD_RESPONSE_CASES } from './odd-response-cases.ts';
import { rpcError } from './servers/bendable/mcp.ts';

/** The page must not show these texts, because these servers demand no sign-in and have CORS headers. */
const UNSEEN = [
  'The MCP server does not say where to sign in',
  'It may be a server of MCP 2025-03-26',
  'without CORS headers',
];

for (const { title, bends, says } of ODD_RESPONSE_CASES) {
  if (!says) continue;
  test(`Connect describes a server ${title}, and does not blame sign-in or CORS`, async ({ page, bend }) => {
    const server = await bend(bends);
    await look(page, server.url);
    for (const text of says(server)) await expect(page.getByText(text).first()).toBeVisible();
    for (const text of UNSEEN) await expect(page.getByText(text)).toBeHidden();
  });
}

test('the page does not present its own words as words of the server', async ({ page, bend }) => {
  const server = await bend({
    results: { initialize: () => ({ protocolVersion: '2025-11-25', capabilities: {} }) },
  });
  await look(page, server.url);
  await expect(page.getByText('What is wrong with it: initialize.serverInfo')).toBeVisible();
  await expect(page.getByText('The server says')).toBeHidden();
});

test('after a refused handshake, the page gives no advice on arguments', async ({ page, bend }) => {
  const server = await bend({
    instead: ({ message }) => rpcError(message.id, { code: -32_602, message: 'No such version' }),
  });
  await look(page, server.url);
  await expect(page.getByText('No such version').first()).toBeVisible();
  await expect(page.getByText('Check the arguments')).toBeHidden();
});

test('the page names a redirect to a sign-in page, and does not blame CORS', async ({ page, bend }) => {
  const server = await bend({
    before: (request, { pathname }) =>
      pathname === '/mcp' && request.method === 'POST'
        ? new Response(null, { status: 302, headers: { Location: '/login' } })
        : undefined,
  });
  await look(page, server.url);
  await expect(page.getByText('The server redirects to another address')).toBeVisible();
  await expect(page.getByText('without CORS headers')).toBeHidden();
});

test('the page reports a malformed tool, and the other tools work', async ({ page, bend }) => {
  const echo = { name: 'echo', description: null, inputSchema: { type: 'object', properties: [] } };
  const server = await bend({
    results: { 'tools/list': () => ({ tools: [{ name: 'broken' }, echo], nextCursor: null }) },
  });
  await look(page, server.url);
  await expectTools(page, 'echo');
  await expect(page.getByText('Left out: broken (inputSchema')).toBeVisible();
  await page.getByRole('button', { name: 'Call echo' }).click();
  await expect(page.getByText('You said nothing')).toBeVisible();
});

test('the page shows a result, and reports a block unknown to MCP', async ({ page, bend }) => {
  const content = [
    { type: 'video', data: 'x' },
    { type: 'text', text: 'The tool has run' },
  ];
  const server = await bend({ tools: [{ name: 'film', call: () => ({ content }) }] });
  await look(page, server.url);
  await call(page, 'film');
  await expect(page.getByText('The tool has run')).toBeVisible();
  await expect(page.getByText('This is not content as MCP defines it')).toBeVisible();
});
