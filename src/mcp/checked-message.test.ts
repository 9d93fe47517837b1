import { describe, expect, it } from 'vitest';
import { callFailure } from './call-failure.ts';
import { checkedMessage } from './checked-message.ts';
import { connectMcpClient } from './client.ts';
import { READING_STOPPED } from './limits.ts';
import { listTools } from './lists.ts';
import { type Message, messageIn, result, resultOf, SERVER } from './testing/server.ts';

const MANY = 50_000;
/** Far longer than it takes to read a message, and far shorter than a check of the whole message. */
const SOON_MS = 3_000;

/** Connects to a server that returns these results. */
function connectTo(respond: (message: Message) => object) {
  return connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    if (message.method === 'server/discover') return resultOf(message);
    return result(message, { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...respond(message) });
  });
}

const named = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, value]));
const FORM = { mode: 'form', message: 'a', requestedSchema: { type: 'object', properties: named(MANY, {}) } };
const TOO_MANY = READING_STOPPED['checked values'];
const PARTS = 'The result has 40,000 parts. The first 199 are shown.';

describe('a message that would block the page during its check', () => {
  it.each<[string, object, string]>([
    ['many blocks', { content: Array(40_000).fill({ type: 'resource' }) }, PARTS],
    [
      'a list inside a block',
      { content: [{ type: 'text', text: '', annotations: { audience: Array(MANY).fill('x') } }] },
      TOO_MANY,
    ],
    ['many members', named(MANY + 10_000, 1), READING_STOPPED['outer values']],
    ['much metadata', { content: [], _meta: named(40_000, 1) }, TOO_MANY],
    [
      'a large form',
      { resultType: 'input_required', inputRequests: { a: { method: 'elicitation/create', params: FORM } } },
      TOO_MANY,
    ],
    ['a large form beside a list', { tools: [], content: [{ of: Array(MANY).fill({}) }] }, TOO_MANY],
  ])('is refused or cut before a long check: a result with %s', async (_what, returned, said) => {
    const client = await connectTo(() => returned);
    const started = process.cpuUsage();
    const outcome = await client.callTool({ name: 'a-tool', arguments: {} }).then(
      ({ content }) => content.at(-1),
      (error: unknown) => callFailure(error),
    );
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(SOON_MS);
    expect(outcome).toMatchObject(said === PARTS ? { text: said } : { message: said });
  });

  it('is cut before a long check: the messages of a prompt, and the contents of a resource', async () => {
    const client = await connectTo(({ method }) =>
      method === 'prompts/get'
        ? { messages: Array(40_000).fill({ role: 'user', content: { type: 'text', text: '' } }) }
        : { contents: Array(40_000).fill({ uri: 'test:a', text: '' }) },
    );
    const started = process.cpuUsage();
    const { messages } = await client.getPrompt({ name: 'a' });
    const { contents } = await client.readResource({ uri: 'test:a' });
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(SOON_MS);
    expect(messages.at(-1)).toEqual({ role: 'assistant', content: { type: 'text', text: PARTS } });
    expect(contents.at(-1)).toEqual({ uri: '', text: PARTS });
    expect([messages.length, contents.length]).toEqual([200, 200]);
  });

  it('loses its parameters if it is a request or a notification of the server', () => {
    const params = { message: 'a', requestedSchema: { type: 'object', properties: named(MANY, {}) } };
    const request = { jsonrpc: '2.0' as const, id: 7, method: 'elicitation/create' };
    const notification = { jsonrpc: '2.0' as const, method: 'notifications/message' };
    expect(checkedMessage({ ...request, params })).toEqual({ ...request, params: {} });
    expect(checkedMessage({ ...notification, params })).toEqual({ ...notification, params: {} });
    const small = { ...request, params: { message: 'a' } };
    expect(checkedMessage(small)).toBe(small);
  });

  it('is kept up to each limit, and is cut or refused above the limit', () => {
    const returned = (result: object) =>
      checkedMessage({ jsonrpc: '2.0', id: 1, result } as Parameters<typeof checkedMessage>[0]);
    const list = (length: number) => Array(length).fill({ name: 'a' });
    for (const result of [
      { tools: list(1_000), _meta: { a: 1 } },
      { content: list(200) },
      { a: Array(4_991).fill(1) },
    ])
      expect(returned(result)).toMatchObject({ result });
    expect(returned({ tools: list(1_000) })).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { tools: list(1_000) },
    });
    expect(returned({ tools: list(1_001), _meta: { a: 1 } })).toMatchObject({
      result: { tools: list(1_000), _meta: { a: 1, 'app/cut': { tools: 1 } } },
    });
    const text = 'The result has 201 parts. The first 199 are shown.';
    expect(returned({ content: list(201) })).toMatchObject({
      result: { content: [...list(199), { type: 'text', text }] },
    });
    const notification = (length: number) =>
      checkedMessage({ jsonrpc: '2.0', method: 'a', params: { a: Array(length).fill(1) } });
    // The version, the method, the parameters and the list are values, too.
    expect(notification(4_996)).toHaveProperty('params.a');
    expect(notification(4_997)).not.toHaveProperty('params.a');
  });

  it('is refused if it has a page of large items, but not if it has thirty thousand small items', async () => {
    const inputSchema = { type: 'object', properties: named(6 * MANY, {}) };
    const large = await connectTo(() => ({ tools: [{ name: 'a', inputSchema }] }));
    const refused = await listTools(large).catch((error: unknown) => callFailure(error));
    expect(refused).toMatchObject({ message: READING_STOPPED['checked values'] });
    // A server cannot forge the number of items that were cut.
    const tools = Array.from({ length: 30_000 }, (_, at) => ({
      name: `t${at}`,
      inputSchema: { type: 'object' },
    }));
    const small = await connectTo(() => ({ tools, _meta: { 'app/cut': { tools: 7 } } }));
    expect(await listTools(small)).toMatchObject({ leftOut: 29_000, more: false });
    const few = await connectTo(() => ({ tools: tools.slice(0, 2), _meta: { 'app/cut': { tools: 7 } } }));
    expect(await listTools(few)).toMatchObject({ leftOut: 0 });
  });
});

it('a message that the MCP client does not have to check may have 900,000 structured values, and metadata with 40,000 values', async () => {
  const rows = { rows: Array(900_000).fill(1) };
  const client = await connectTo(() => ({
    content: [],
    structuredContent: rows,
    _meta: { a: Array(40_000) },
  }));
  const { structuredContent, _meta } = await client.callTool({ name: 'a-tool', arguments: {} });
  expect(Object(structuredContent).rows).toHaveLength(900_000);
  expect(_meta?.a).toHaveLength(40_000);
});
