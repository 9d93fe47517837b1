import { call, expect, expectTools, look, signIn, test } from './bendable.ts';
import { type BentTool, RpcError, rpcError, text } from './servers/bendable/mcp.ts';

// Each number in a title is the number of a public bug report.

const MINUTE_MS = 60_000;

/** A promise that a test settles. */
function deferred<Value = void>() {
  let settle: (value: Value) => void = () => {};
  const promise = new Promise<Value>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

test('20, 31: after a lost session, the app repeats the call in a new session', async ({ page, bend }) => {
  const server = await bend({});
  await look(page, server.url);
  await expectTools(page, 'echo');
  server.mcp.forgetSessions();
  await call(page, 'echo');
  await expect(page.getByText('You said nothing')).toBeVisible();
  expect(server.received.filter((request) => request === 'POST /mcp initialize')).toHaveLength(2);
});

test('20: if the browser hides the refusals of a lost session, the next call uses a new session', async ({
  page,
  bend,
}) => {
  let [first, isLost, isHidden] = ['', false, false];
  const server = await bend({
    before({ headers }) {
      const session = headers.get('Mcp-Session-Id') ?? '';
      if (!isLost) first = session || first;
      isHidden = isLost && session === first;
      return undefined;
    },
    cors: {
      get 'Access-Control-Allow-Origin'() {
        return isHidden ? undefined : '*';
      },
    },
  });
  await look(page, server.url);
  await expectTools(page, 'echo');
  isLost = true;
  server.mcp.forgetSessions();
  await call(page, 'echo');
  await expect(page.getByText('or the browser hides its response from this page')).toBeVisible();
  const initialized = () => server.received.filter((request) => request === 'POST /mcp initialize').length;
  await expect.poll(initialized).toBe(2);
  await call(page, 'echo');
  await expect(page.getByText('You said nothing')).toBeVisible();
  expect(initialized()).toBe(2);
});

test('31: the app repeats no destructive call in a new session', async ({ page, bend }) => {
  let destroyed = 0;
  const destroy: BentTool = {
    name: 'destroy',
    annotations: { destructiveHint: true },
    call() {
      destroyed += 1;
      return text('Destroyed');
    },
  };
  const server = await bend({ tools: [destroy] });
  await look(page, server.url);
  await expectTools(page, 'destroy');
  server.mcp.forgetSessions();
  await call(page, 'destroy');
  await expect(
    page.getByText('The server had forgotten the session, so it did not carry out the call.'),
  ).toBeVisible();
  expect(destroyed).toBe(0);
  await call(page, 'destroy');
  await expect(page.getByText('Destroyed')).toBeVisible();
  expect(destroyed).toBe(1);
});

test('32: after visits to eight servers of one host, no old stream is open', async ({ page, bend }) => {
  const server = await bend({});
  for (let visit = 1; visit <= 8; visit += 1) {
    await look(page, `${server.url}?visit=${visit}`);
    await expectTools(page, 'echo');
    await expect.poll(() => server.mcp.openStreams()).toBe(1);
    await expect.poll(() => server.mcp.openSessions()).toBe(1);
  }
  await page.getByRole('link', { name: 'Another server' }).click();
  await expect.poll(() => server.mcp.openStreams()).toBe(0);
  await expect.poll(() => server.mcp.openSessions()).toBe(0);
});

test('33: a sign-out closes the stream and ends the session at the server', async ({ page, bend }) => {
  const server = await bend({ demands: () => true });
  await look(page, server.url);
  await signIn(page);
  await expectTools(page, 'echo');
  await expect.poll(() => server.mcp.openStreams()).toBe(1);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => server.mcp.openStreams()).toBe(0);
  await expect.poll(() => server.mcp.openSessions()).toBe(0);
  expect(server.received).toContain('DELETE /mcp');
});

test('33: closing the page ends the session at the server', async ({ page, bend }) => {
  const server = await bend({});
  await look(page, server.url);
  await expectTools(page, 'echo');
  await page.goto('about:blank');
  await expect.poll(() => server.mcp.openSessions()).toBe(0);
});

for (const era of ['older', 'newer'] as const) {
  test(`34: a long call (${era}) does not time out while it has progress`, async ({ page, bend }) => {
    const [middle, end] = [deferred(), deferred()];
    const slow: BentTool = {
      name: 'slow',
      async call(_args, tell, { _meta }) {
        const { progressToken } = Object(_meta);
        const progress = (done: number) =>
          tell.notify('notifications/progress', {
            progressToken,
            progress: done,
            total: 90,
            message: 'Baking',
          });
        progress(3);
        await middle.promise;
        progress(60);
        await end.promise;
        return text('Baked');
      },
    };
    const server = await bend({ era, tools: [slow] });
    await page.clock.install();
    await look(page, server.url);
    await call(page, 'slow');
    await expect(page.getByText('3 of 90')).toBeVisible();
    await page.clock.fastForward(4 * MINUTE_MS);
    middle.settle();
    await expect(page.getByText('60 of 90')).toBeVisible();
    await page.clock.fastForward(4 * MINUTE_MS);
    end.settle();
    await expect(page.getByText('Baked')).toBeVisible();
  });

  test(`34: a call (${era}) fails after five silent minutes, or is cancelled`, async ({ page, bend }) => {
    const silent: BentTool = { name: 'silent', call: () => new Promise(() => {}) };
    const server = await bend({ era, tools: [silent] });
    await page.clock.install();
    await look(page, server.url);
    await call(page, 'silent');
    await page.getByRole('button', { name: 'Cancel the call' }).click();
    await expect(page.getByText('You cancelled the call')).toBeVisible();
    if (era === 'older')
      await expect.poll(() => server.received).toContain('POST /mcp notifications/cancelled');
    await call(page, 'silent');
    await expect(page.getByText('Waiting for the MCP server')).toBeVisible();
    await page.clock.fastForward(6 * MINUTE_MS);
    await expect(page.getByText('The server has reported no progress for 5 minutes.')).toBeVisible();
  });
}

test('35: a call does not time out during an elicitation', async ({ page, bend }) => {
  const asking: BentTool = {
    name: 'asking',
    async call(_args, tell) {
      const answer = await tell.ask('elicitation/create', {
        message: 'How long?',
        requestedSchema: {
          type: 'object',
          properties: { minutes: { type: 'string' } },
          required: ['minutes'],
        },
      });
      return text(`Answered: ${JSON.stringify(answer)}`);
    },
  };
  const server = await bend({ tools: [asking] });
  await page.clock.install();
  await look(page, server.url);
  await call(page, 'asking');
  await expect(page.getByText('How long?')).toBeVisible();
  await page.clock.fastForward(30 * MINUTE_MS);
  await page.getByLabel('minutes').fill('30');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await expect(page.getByText('Answered: {"action":"accept","content":{"minutes":"30"}}')).toBeVisible();
});

test('35: if an answer to an elicitation is lost, the app sends the answer again', async ({ page, bend }) => {
  const asking: BentTool = {
    name: 'asking',
    async call(_args, tell) {
      const answer = await tell.ask('elicitation/create', {
        message: 'Go on?',
        requestedSchema: { type: 'object', properties: {} },
      });
      return text(`Answered: ${JSON.stringify(answer)}`);
    },
  };
  const server = await bend({ tools: [asking] });
  let lost = 0;
  await page.route(server.url, async (route) => {
    const isAnswer = (route.request().postData() ?? '').includes('"action"');
    if (!isAnswer || lost > 0) return route.fallback();
    lost += 1;
    return route.abort();
  });
  await look(page, server.url);
  await call(page, 'asking');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await expect(page.getByText('Answered: {"action":"accept","content":{}}')).toBeVisible();
  expect(lost).toBe(1);
});

test('if the user leaves the page, the discovery is aborted', async ({ page, bend }) => {
  const hanging = '/.well-known/oauth-protected-resource/mcp';
  const server = await bend({
    demands: () => true,
    before: (_request, { pathname }) =>
      pathname === hanging ? new Response(new ReadableStream()) : undefined,
  });
  const asked = page.waitForRequest((request) => request.url().endsWith(hanging));
  await look(page, server.url);
  await asked;
  const aborted = page.waitForEvent('requestfailed', {
    predicate: (request) => request.url().endsWith(hanging),
    // This timeout is shorter than the timeout of the request itself.
    timeout: 10_000,
  });
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  expect((await aborted).failure()?.errorText).toBe('net::ERR_ABORTED');
});

for (const era of ['older', 'newer'] as const) {
  test(`36: the page reads a list of tools (${era}) again after it changed`, async ({ page, bend }) => {
    const tools: BentTool[] = [{ name: 'first', call: () => text('Nothing said') }];
    const server = await bend({ era, tools, capabilities: { tools: { listChanged: true } } });
    await look(page, server.url);
    await expectTools(page, 'first');
    await expect.poll(() => server.mcp.openStreams()).toBe(1);
    tools.push({ name: 'second' });
    server.mcp.announce('notifications/tools/list_changed');
    await expectTools(page, 'first', 'second');
    await call(page, 'first');
    const said = page.getByText('Nothing said');
    await expect(said).toBeVisible();
    tools.shift();
    server.mcp.announce('notifications/tools/list_changed');
    await expectTools(page, 'second');
    await expect(page.getByText('The server does not list this tool')).toBeVisible();
    await expect(said).toBeVisible();
  });
}

for (const method of ['initialize', 'tools/list', 'resources/list', 'tools/call']) {
  test(`38: the page shows all parts of a JSON-RPC error at ${method}`, async ({ page, bend }) => {
    const server = await bend({
      capabilities: { tools: {}, resources: {} },
      instead: ({ message }) =>
        message.method === method
          ? rpcError(message.id, { code: -32_602, message: 'limit must be below 100', data: { limit: 500 } })
          : undefined,
    });
    await look(page, server.url);
    if (method === 'tools/call') await call(page, 'echo');
    await expect(page.getByText('JSON-RPC -32602').first()).toBeVisible();
    await expect(page.getByText('limit must be below 100').first()).toBeVisible();
    await expect(page.getByText('{"limit":500}').first()).toBeVisible();
  });
}

test('39: the page shows a whole address, and only the user opens it', async ({ page, context, bend }) => {
  let visited = false;
  const server = await bend((origin) => ({
    before(_request, { pathname }) {
      if (pathname !== '/visit') return undefined;
      visited = true;
      return new Response('Thanks');
    },
    tools: [
      {
        name: 'pay',
        call() {
          if (visited) return text('Paid');
          const elicitation = {
            mode: 'url',
            elicitationId: '1',
            message: 'Pay first',
            url: `${origin}/visit?order=1`,
          };
          throw new RpcError({ code: -32_042, message: 'Pay first', data: { elicitations: [elicitation] } });
        },
      },
    ],
  }));
  await look(page, server.url);
  await call(page, 'pay');
  await expect(page.getByText(`${server.origin}/visit?order=1`)).toBeVisible();
  expect(visited).toBe(false);
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open this page' }).click();
  await (await opened).waitForLoadState();
  expect(await (await opened).evaluate(() => window.opener)).toBeNull();
  await page.getByRole('button', { name: 'I have visited the page: call again' }).click();
  await expect(page.getByText('Paid')).toBeVisible();
});

test('39: the user can open or decline a page during a call', async ({ page, context, bend }) => {
  const server = await bend((origin) => ({
    before: (_request, { pathname }) => (pathname === '/visit' ? new Response('Thanks') : undefined),
    tools: [
      {
        name: 'pay',
        async call(_args, tell) {
          const params = { mode: 'url', elicitationId: '1', message: 'Pay first', url: `${origin}/visit` };
          return text(`Done: ${JSON.stringify(await tell.ask('elicitation/create', params))}`);
        },
      },
    ],
  }));
  await look(page, server.url);
  await call(page, 'pay');
  await page.getByRole('button', { name: 'Decline' }).click();
  await expect(page.getByText('Done: {"action":"decline"}')).toBeVisible();
  await call(page, 'pay');
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Open this page' }).click();
  await opened;
  await expect(page.getByText('Done: {"action":"accept"}')).toBeVisible();
});

test('40: the user fills in a resource template, and the page reads the resource', async ({ page, bend }) => {
  const server = await bend({
    capabilities: { resources: {} },
    results: {
      'resources/list': () => ({ resources: [] }),
      'resources/templates/list': () => ({
        resourceTemplates: [{ name: 'note', uriTemplate: 'note://{year,title}{/parts*}{?lines}' }],
      }),
      'resources/read': ({ uri }) => ({ contents: [{ uri: String(uri), text: `Read ${uri}` }] }),
    },
  });
  await look(page, server.url);
  await page.getByLabel('year').fill('2026');
  await page.getByLabel('title').fill('a/b ü');
  await page.getByRole('button', { name: 'Add an item' }).click();
  await page.getByLabel('Item 1').fill('first');
  await page.getByRole('button', { name: 'Read note' }).click();
  await expect(page.getByText('Read note://2026,a%2Fb%20%C3%BC/first', { exact: true })).toBeVisible();
});
