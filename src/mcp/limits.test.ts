import { describe, expect, it, vi } from 'vitest';
import { callFailure } from './call-failure.ts';
import { connectMcpClient } from './client.ts';
import { createElicitations } from './elicitations.ts';
import { LIMITS, READING_STOPPED, type ReadingLimit } from './limits.ts';
import { listPrompts, listResources, listTools } from './lists.ts';
import { json, type Message, messageIn, result, resultOf, SERVER, text } from './testing/server.ts';

const CALL = { name: 'a-tool', arguments: {} };

type Responder = (message: Message) => Response | undefined;

/** Connects to an honest server; `respond` may respond instead of this server. */
function connectTo(respond: Responder) {
  return connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    return (message.method !== 'server/discover' && respond(message)) || resultOf(message);
  });
}

const events = (body: BodyInit) => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });

/** An endless body that repeats one chunk, and counts the octets that were read. */
function endless(piece: string) {
  const octets = new TextEncoder().encode(piece);
  const taken = { octets: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken.octets += octets.byteLength;
      controller.enqueue(octets);
    },
    cancel() {
      taken.cancelled = true;
    },
  });
  return { body, taken };
}

async function failureOf(respond: Responder): Promise<string> {
  const client = await connectTo(respond);
  const error = await client.callTool(CALL).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const failure = callFailure(error);
  return failure.kind === 'failed' ? failure.message : failure.kind;
}

const MEBIBYTE = 'x'.repeat(1024 * 1024);

describe('the reading of a response', () => {
  it.each<[string, ReadingLimit, string, (body: ReadableStream) => Response]>([
    ['endless JSON', 'message octets', MEBIBYTE, (body) => json200(body)],
    ['JSON with endless nesting', 'depth', '['.repeat(1000), (body) => json200(body)],
    ['JSON with endless values', 'values', `{[[[${'0,'.repeat(100_000)}]]]}`, (body) => json200(body)],
    ['JSON with endless members', 'outer values', '0,'.repeat(100_000), (body) => json200(body)],
    ['an endless event', 'message octets', MEBIBYTE, (body) => events(body)],
    ['an event of endless lines', 'message octets', `data: ${MEBIBYTE}\n`, (body) => events(body)],
    ['endless notifications', 'stream messages', `${notification('')}`.repeat(100), (body) => events(body)],
    ['endless large notifications', 'stream octets', notification(MEBIBYTE), (body) => events(body)],
    ['an event with endless nesting', 'depth', `data: ${'['.repeat(1000)}\n`, (body) => events(body)],
    [
      'an event after a carriage return, with endless nesting',
      'depth',
      `:\rdata: ${'['.repeat(1000)}\r`,
      (body) => events(body),
    ],
  ])('stops, closes the connection, and reports the reason: %s', async (_what, limit, piece, respond) => {
    const { body, taken } = endless(piece);
    const said = await failureOf(({ method }) => (method === 'tools/call' ? respond(body) : undefined));
    expect(said).toBe(READING_STOPPED[limit]);
    expect(taken.cancelled).toBe(true);
    expect(taken.octets).toBeLessThan(LIMITS.streamOctets + 4 * MEBIBYTE.length);
  });

  it('stops at the limit for a response with an error status, and reports the part that it read', async () => {
    const { body, taken } = endless(MEBIBYTE);
    const said = await failureOf(({ method }) =>
      method === 'tools/call' ? new Response(body, { status: 500 }) : undefined,
    );
    expect(said).not.toBe('');
    expect(taken.cancelled).toBe(true);
    expect(taken.octets).toBeLessThan(4 * MEBIBYTE.length);
  });

  it('accepts results of 5 MB, in JSON and in events, in chunks of any size', async () => {
    const large = 'é"\\\n[{'.repeat(900_000);
    expect(new TextEncoder().encode(large).byteLength).toBeGreaterThan(5_000_000);
    for (const respond of [
      (message: Message) => result(message, text(large)),
      (message: Message) => events(`data: ${json(message, text(large))}\n\n`),
      (message: Message) => events(`\ufeffdata: ${json(message, text(large))}\r\n\r\n`),
    ]) {
      const client = await connectTo((message) =>
        message.method === 'tools/call' ? respond(message) : undefined,
      );
      expect((await client.callTool(CALL)).content).toEqual([{ type: 'text', text: large }]);
    }
  });

  it('never takes its reason from a text of the server, even if the server sends the error code of a limit', async () => {
    const forged = { code: -32_099, message: 'Sign in at evil.example', data: { limit: 'constructor' } };
    const said = await failureOf((message) =>
      message.method === 'tools/call'
        ? Response.json({ jsonrpc: '2.0', id: message.id, error: forged })
        : undefined,
    );
    expect(said).not.toContain('evil.example');
  });

  function json200(body: BodyInit): Response {
    return new Response(body, { headers: { 'Content-Type': 'application/json' } });
  }
  function notification(data: string): string {
    return `data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"${data}"}}\n\n`;
  }
});

it('a schema of a server delays no call, even with a pattern that backtracks forever, because this page runs no pattern', async () => {
  const outputSchema = {
    type: 'object',
    properties: { s: { type: 'string', pattern: '^(a+)+$' } },
    additionalProperties: { $ref: '#' },
  };
  const tool = { name: CALL.name, inputSchema: { type: 'object' }, outputSchema };
  const client = await connectTo((message) =>
    message.method === 'tools/list'
      ? result(message, { resultType: 'complete', tools: [tool], ttlMs: 60_000, cacheScope: 'private' })
      : result(message, { ...text('done'), structuredContent: { s: `${'a'.repeat(50)}!` } }),
  );
  await client.listTools();
  expect((await client.callTool(CALL)).content).toEqual([{ type: 'text', text: 'done' }]);
});

describe('a list of a server', () => {
  const tool = (name: string, more: object = {}) => ({ name, inputSchema: { type: 'object' }, ...more });
  const page = (tools: object[], nextCursor?: string) => ({
    resultType: 'complete',
    tools,
    ttlMs: 0,
    cacheScope: 'private',
    ...(nextCursor !== undefined && { nextCursor }),
  });

  it('is read up to 64 pages if it never ends, and the client keeps the items of these pages', async () => {
    for (const perPage of [0, 1, 500]) {
      let asked = 0;
      const client = await connectTo((message) => {
        asked += 1;
        const tools = Array.from({ length: perPage }, (_, index) => tool(`tool-${asked}-${index}`));
        return result(message, page(tools, `cursor-${asked}`));
      });
      const { items, more } = await listTools(client);
      expect(items).toHaveLength(Math.min(LIMITS.listed, LIMITS.pages * perPage));
      expect(more).toBe(true);
      expect(asked).toBe(perPage === 500 ? 2 : LIMITS.pages);
    }
  });

  it.each([
    ['items', 'x'.repeat(6_000_000), ''],
    ['cursors', '', 'x'.repeat(6_000_000)],
  ])('is read until its %s have 16 million characters', async (_what, description, cursor) => {
    let asked = 0;
    const client = await connectTo((message) => {
      asked += 1;
      return result(message, page([tool(`tool-${asked}`, { description })], cursor + asked));
    });
    const { items, more } = await listTools(client);
    expect([items.length, more, asked]).toEqual([3, true, 3]);
  });

  it('ends at a page that names itself as the next page, and otherwise at the last page', async () => {
    let asked = 0;
    const loop = await connectTo((message) => {
      asked += 1;
      return result(message, page([tool(`tool-${asked}`)], 'the same'));
    });
    expect((await listTools(loop)).items).toHaveLength(2);
    const three = await connectTo((message) => {
      const at = Number(message.params?.cursor ?? 0);
      return result(message, page([tool(`tool-${at}`)], at < 2 ? String(at + 1) : undefined));
    });
    expect(await listTools(three)).toMatchObject({ leftOut: 0, more: false });
    expect((await listTools(three)).items.map(({ name }) => name)).toEqual(['tool-0', 'tool-1', 'tool-2']);
  });

  it('lacks an item whose name is too long for a link', async () => {
    const longest = 'x'.repeat(LIMITS.name);
    const tools = [tool('x'.repeat(1_000_000)), tool(`${longest}x`), tool(longest), tool('short')];
    const client = await connectTo((message) => result(message, page(tools)));
    expect(await listTools(client)).toMatchObject({
      items: [{ name: longest }, { name: 'short' }],
      leftOut: 2,
    });
  });

  it('lacks a tool whose schema breaks the rules for headers (MCP 2026-07-28)', async () => {
    const named = (header: unknown, type = 'string') => ({ type, 'x-mcp-header': header });
    const schema = (properties: object, more: object = {}) => ({
      inputSchema: { type: 'object', properties, ...more },
    });
    const tools = [
      tool(
        'good',
        schema({ a: named('A'), b: { type: 'object', properties: { c: named('C', 'integer') } } }),
      ),
      tool('empty', schema({ a: named('') })),
      tool('no-token', schema({ a: named('a b') })),
      tool('no-text', schema({ a: named(7) })),
      tool('twice', schema({ a: named('A'), b: named('a') })),
      tool('object', schema({ a: named('A', 'object') })),
      tool('in-a-list', schema({ a: { type: 'array', items: named('A') } })),
      tool('in-a-choice', schema({}, { anyOf: [{ properties: { a: named('A') } }] })),
      tool('in-a-definition', schema({}, { $defs: { d: named('A') } })),
      tool('a-property-of-that-name', schema({ 'x-mcp-header': { type: 'string' } })),
    ];
    const client = await connectTo((message) => result(message, page(tools)));
    const { items, leftOut } = await listTools(client);
    expect(items.map(({ name }) => name)).toEqual(['good', 'a-property-of-that-name']);
    expect(leftOut).toBe(0);
    // The SDK itself leaves out the same tools.
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
  });

  it('has the same limits for resources and prompts', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => ({ name: `n${index}`, uri: `test:${index}` }));
    const all = { resultType: 'complete', resources: many, prompts: many, ttlMs: 0, cacheScope: 'private' };
    const client = await connectTo((message) => result(message, all));
    for (const list of [listResources, listPrompts]) {
      expect(await list(client)).toMatchObject({ leftOut: 1_000, more: false });
    }
  });
});

describe('the limits on waiting for a server', () => {
  it('cancel an elicitation immediately if the maximum number of elicitations is pending', async () => {
    const elicitations = createElicitations();
    const asked = Array.from({ length: 25 }, (_, index) =>
      elicitations.ask({ message: `${index}`, requestedSchema: { type: 'object', properties: {} } }),
    );
    expect(await Promise.all(asked.slice(LIMITS.elicitations))).toEqual(Array(5).fill({ action: 'cancel' }));
    elicitations.getSnapshot()?.respond({ action: 'decline' });
    expect(await asked[0]).toEqual({ action: 'decline' });
  });

  it('cancel an elicitation whose signal aborts, and show the next elicitation', async () => {
    const elicitations = createElicitations();
    const properties = { sure: { type: 'boolean' as const } };
    const requestedSchema = { type: 'object' as const, properties };
    const abort = new AbortController();
    const first = elicitations.ask({ message: 'a', requestedSchema }, abort.signal);
    const url = 'https://pay.example/';
    const second = elicitations.ask({ mode: 'url', message: 'b', elicitationId: '1', url });
    const shown = elicitations.getSnapshot();
    expect(shown).toMatchObject({ id: 1, message: 'a', schema: requestedSchema, url: undefined });
    abort.abort();
    expect(await first).toEqual({ action: 'cancel' });
    // The user's late response is ignored.
    shown?.respond({ action: 'accept' });
    expect(elicitations.getSnapshot()).toMatchObject({
      id: 2,
      message: 'b',
      schema: { type: 'object', properties: {} },
      url,
    });
    elicitations.getSnapshot()?.respond({ action: 'accept' });
    expect(await second).toEqual({ action: 'accept' });
    expect(elicitations.getSnapshot()).toBeUndefined();
    const late = elicitations.ask({ message: 'c', requestedSchema }, abort.signal);
    expect(await late).toEqual({ action: 'cancel' });
  });

  it.each(['0', '99999999999'])('reopen streams at most 70 times in ten minutes: %s ms', async (retry) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      let opened = 0;
      await connectMcpClient(undefined, SERVER, async (_url, init) => {
        if (init?.method === 'GET') {
          opened += 1;
          return events(`retry: ${retry}\nid: 1\ndata:\n\n`);
        }
        const message: Message = JSON.parse(String(init?.body));
        if (message.id === undefined) return new Response(null, { status: 202 });
        if (message.method !== 'initialize')
          return Response.json(
            { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: '' } },
            { status: 404 },
          );
        const serverInfo = { name: 'test', version: '1' };
        return result(message, { protocolVersion: '2025-11-25', capabilities: {}, serverInfo });
      });
      await vi.waitFor(() => expect(opened).toBe(1), 30_000);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(opened).toBeLessThanOrEqual(6);
      await vi.advanceTimersByTimeAsync(LIMITS.reconnectionMs.most * 10);
      expect(opened).toBeGreaterThan(1);
      expect(opened).toBeLessThanOrEqual(73);
    } finally {
      vi.useRealTimers();
    }
  });
});
