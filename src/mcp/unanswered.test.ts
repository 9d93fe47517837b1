import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { callFailure } from './call-failure.ts';
import { connectMcpClient } from './client.ts';
import { json, type Message, messageIn, result, resultOf, SERVER, text } from './testing/server.ts';

const stream = (body: string) => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });

/** A text in UTF-16, little-endian, with its byte order mark. */
const utf16 = (written: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    [...`\uFEFF${written}`].flatMap((one) => [one.charCodeAt(0) & 255, one.charCodeAt(0) >> 8]),
  );

/** The message for the user about a tool call, and the methods that were sent. */
async function callWith(respond: (message: Message) => Response | undefined) {
  const sent: string[] = [];
  const fetch = async (_url: string | URL, init?: RequestInit) => {
    const message = messageIn(init);
    sent.push(message.method ?? 'GET');
    return respond(message) ?? resultOf(message);
  };
  try {
    const client = await connectMcpClient(undefined, SERVER, fetch);
    return { sent, content: (await client.callTool({ name: 'a-tool', arguments: {} })).content };
  } catch (error) {
    return { sent, failure: callFailure(error) };
  }
}

const cancelled = (params: object) => ({ jsonrpc: '2.0', method: 'notifications/cancelled', params });

const NOTICE = { jsonrpc: '2.0', method: 'notifications/message' };
const INITIALIZED = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  serverInfo: { name: 'test', version: '1' },
};
const HIDDEN = new TypeError('Failed to fetch');
const ENDED = 'ended the stream of events without a valid response';
const isCall = ({ method }: Message) => method === 'tools/call';

describe('a request that gets no response', () => {
  it.each([
    ['an empty stream', ''],
    ['a stream of comments', ': still there\n\n'],
    ['an event of another name', 'event: response\ndata: {"content":[]}\n\n'],
    ['text in JSON', 'data: "Over the limit."\n\n'],
    ['the cancellation of another request', `data: ${JSON.stringify(cancelled({ requestId: 99 }))}\n\n`],
    ['data that is not JSON', 'data: {\n\n'],
  ])('fails after %s', async (_what, body) => {
    const { failure } = await callWith((message) => (isCall(message) ? stream(body) : undefined));
    expect(failure).toEqual({
      kind: 'failed',
      message: 'The server ended the stream of events without a valid response to this request.',
      advice: expect.stringContaining('the server may have carried it out'),
    });
  });

  it.each<[string, (Error | undefined)[], string]>([
    [
      'that a browser hides the response to the last request that was to resume the stream',
      [undefined, HIDDEN],
      'does not allow the request header Last-Event-ID',
    ],
    ['only that the stream ended if there was no such request', [], ENDED],
    [
      'that a response to that request did not resume the stream',
      [HIDDEN, undefined],
      'did not resume the stream',
    ],
    ['only that the stream ended if that request failed in this page', [HIDDEN, new Error('x')], ENDED],
  ])('says %s', async (_what, resumptions, words) => {
    // The first GET listens for messages of the server.
    const refusals = [HIDDEN, ...resumptions];
    const events = resumptions.length ? 'id: 1\nretry: 1\ndata: \n\n' : ': \n\n';
    const { failure } = await callWith((message) => {
      const { id, method } = message;
      if (isCall(message)) return stream(events);
      if (method === 'initialize') return result(message, INITIALIZED);
      if (method !== undefined) return new Response(null, { status: id === undefined ? 202 : 404 });
      const refusal = refusals.shift();
      if (refusal) throw refusal;
      return new Response(null, { status: 500 });
    });
    expect(failure).toMatchObject({
      message: expect.stringContaining(words),
      advice: expect.stringContaining('the server may have carried it out'),
    });
    expect(refusals).toEqual([]);
  });

  it('says what happened to its own stream while the page cannot resume the stream of another request', async () => {
    const streams = ['id: 1\nretry: 1\ndata: \n\n', 'id: 2\nretry: 1\ndata: \n\n', ': \n\n'];
    const client = await connectMcpClient(undefined, SERVER, async (_url, init) => {
      const message = messageIn(init);
      const { id, method } = message;
      if (isCall(message)) return stream(streams.shift() ?? '');
      if (method === 'initialize') return result(message, INITIALIZED);
      if (new Headers(init?.headers).get('Last-Event-ID') === '2')
        return new Response('No such event.', { status: 400 });
      if (method === undefined) throw HIDDEN;
      return new Response(null, { status: id === undefined ? 202 : 404 });
    });
    const call = () => client.callTool({ name: 'a-tool', arguments: {} }).catch(callFailure);
    expect(await Promise.all([call(), call(), call()])).toMatchObject([
      { message: expect.stringContaining('Last-Event-ID') },
      { message: expect.stringContaining('did not resume the stream'), said: 'HTTP 400 No such event.' },
      { message: expect.stringContaining(ENDED) },
    ]);
  });

  it.each<[string, (id: Message['id']) => object, object]>([
    [
      'an error that is null beside the result',
      (id) => ({ jsonrpc: '2.0', id, result: {}, error: null }),
      { detail: expect.stringContaining('"error"') },
    ],
    [
      'an unknown member beside the result',
      (id) => ({ jsonrpc: '2.0', id, result: {}, trace: 1 }),
      { detail: expect.stringContaining('"trace"') },
    ],
    [
      'only the result after a notification',
      () => [NOTICE, { content: [] }],
      { detail: expect.stringContaining('jsonrpc') },
    ],
    [
      'a notification that cancels the call',
      (requestId) => cancelled({ requestId, reason: 'Over quota.' }),
      {
        message: 'The server cancelled the request.',
        said: 'Over quota.',
        advice: expect.stringContaining('the server may have carried it out'),
      },
    ],
  ])('says why after a stream with %s', async (_what, event, why) => {
    const { failure } = await callWith((message) =>
      isCall(message)
        ? stream([event(message.id), NOTICE].map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''))
        : undefined,
    );
    expect(failure).toMatchObject({ kind: 'failed', ...why });
  });

  it.each([
    ['the handshake', 202, ({ id }: Message) => id !== undefined],
    ['the handshake', 204, ({ id }: Message) => id !== undefined],
    ['the handshake', 205, ({ id }: Message) => id !== undefined],
    ['a call', 202, isCall],
    ['a call', 204, isCall],
  ])('fails if %s gets an empty response with status %i', async (_what, status, isEmpty) => {
    const { failure } = await callWith((message) =>
      isEmpty(message) ? new Response(null, { status }) : undefined,
    );
    expect(failure).toMatchObject({
      message: 'The server accepted the request, and sent no response to it.',
    });
  });
});

it.each<[string, (message: string) => BodyInit]>([
  ['in UTF-16', (message) => utf16(message)],
  ['in UTF-16 with the other byte order', (message) => utf16(message).map((_, at, all) => all[at ^ 1] ?? 0)],
  ['in UTF-16 without a mark', (message) => utf16(message).slice(2)],
  [
    'in UTF-16 without a mark, with the other order of octets',
    (message) =>
      utf16(message)
        .slice(2)
        .map((_, at, all) => all[at ^ 1] ?? 0),
  ],
  ['that was encoded twice', JSON.stringify],
  ['with `_meta` that is null', (message) => message.replace('"result":{', '"result":{"_meta":null,')],
  ['with `_meta` that is a list', (message) => message.replace('"result":{', '"result":{"_meta":[],')],
])('a call reads a JSON response %s', async (_what, body) => {
  const { content } = await callWith((message) => {
    const headers = { 'Content-Type': 'application/json' };
    return isCall(message) ? new Response(body(json(message, text('é'))), { headers }) : undefined;
  });
  expect(content).toEqual([{ type: 'text', text: 'é' }]);
});

it.each<[string, number, string, string?]>([
  ['JSON', 202, 'application/json'],
  ['JSON with a repeated Content-Type', 202, 'application/json, application/json'],
  ['a stream', 202, 'text/event-stream', 'data: '],
  ['JSON as text', 200, 'text/plain; charset=utf-8'],
  ['JSON without a Content-Type', 200, ''],
  ['events as text', 200, 'text/plain', 'id: 1\ndata: '],
])(
  'a call gets the response if a server sends %s with status %d',
  async (_what, status, type, before = '') => {
    const { content } = await callWith((message) => {
      const headers = { 'Content-Type': type };
      const body = `${before}${json(message, text('late'))}\n\n`;
      return isCall(message) ? new Response(body, { status, headers }) : undefined;
    });
    expect(content).toEqual([{ type: 'text', text: 'late' }]);
  },
);

it.each<[string, (client: Client) => Promise<unknown>, object]>([
  ['resources/read', (client) => client.readResource({ uri: 'a:b' }), { contents: [] }],
  ['prompts/get', (client) => client.getPrompt({ name: 'a' }), { messages: [] }],
])('the result of %s is also read from JSON as text', async (method, request, given) => {
  const client = await connectMcpClient(undefined, SERVER, async (_url, init) => {
    const message = messageIn(init);
    if (message.method !== method) return resultOf(message);
    return new Response(json(message, given), { headers: { 'Content-Type': 'text/plain' } });
  });
  expect(await request(client)).toMatchObject(given);
});

it('the handshake is not read from JSON as text, because other clients refuse it, too', async () => {
  const { sent, failure } = await callWith((message) => {
    if (message.method === 'server/discover') return new Response(null, { status: 404 });
    if (message.method !== 'initialize') return undefined;
    return new Response(json(message, INITIALIZED), { headers: { 'Content-Type': 'text/plain' } });
  });
  expect(failure).toMatchObject({ message: 'The server responded with the Content-Type text/plain.' });
  expect(sent).not.toContain('tools/call');
});

it('the message names no Content-Type if a response has none', async () => {
  const { failure } = await callWith((message) =>
    isCall(message) ? new Response(new Blob(['<p>Hello'])) : undefined,
  );
  expect(failure).toMatchObject({ message: 'The server responded with no Content-Type.' });
});

it.each([
  ['a refusal whose body breaks off keeps the status and the words that arrived', 403, { said: 'Not for' }],
  ['a result whose body breaks off is a network failure', 200, { hidden: true }],
])('%s', async (_what, status, expected) => {
  const { failure } = await callWith((message) => {
    const chunks = [new TextEncoder().encode('Not for')];
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const chunk = chunks.pop();
        if (chunk) controller.enqueue(chunk);
        else controller.error(new TypeError('lost'));
      },
    });
    return isCall(message) ? new Response(body, { status }) : undefined;
  });
  expect(failure).toMatchObject({ ...(status === 403 && { status }), ...expected });
});

it.each<[string, (message: Message) => Response, object]>([
  [
    'that the browser hides does not count as empty',
    () => {
      throw new TypeError('Failed to fetch');
    },
    { hidden: true },
  ],
  [
    'with an error beside a result that is null is a refusal in the server’s words',
    ({ id }) =>
      Response.json({ jsonrpc: '2.0', id, result: null, error: { code: 1, message: 'No.', data: 'Wait.' } }),
    { said: 'No.\nWait.' },
  ],
  [
    'with a refusal as its status keeps the members of the body',
    () => Response.json({ error: 'insufficient_scope', scope: 'a' }, { status: 403 }),
    { kind: 'needs permission', scopes: ['a'] },
  ],
  ['of text is repeated', () => new Response('Out of stock'), { said: 'Out of stock' }],
  [
    'without words is reported as unexpected',
    () => Response.json({ other: 1 }),
    { message: 'The MCP server did not respond as it should.' },
  ],
])('a response %s', async (_what, respond, expected) => {
  const { failure } = await callWith((message) => (isCall(message) ? respond(message) : undefined));
  expect(failure).toMatchObject(expected);
});

describe('a JSON body without a response to its request', () => {
  const FORMLESS = 'The response of the server is not valid JSON-RPC.';
  const callWithBody = (body: unknown) =>
    callWith((message) => (isCall(message) ? Response.json(body) : undefined));

  it.each([...[99, 'another', null, { toString: 0 }].map((id) => ({ id, result: { content: [] } }))])(
    'fails if it has another id: %j',
    async (body) => {
      const { failure } = await callWithBody({ jsonrpc: '2.0', ...body });
      expect(failure).toEqual({
        kind: 'failed',
        message:
          'The server sent a response without the id of the request, so it does not match the request.',
      });
    },
  );

  it.each([
    [null, 'Session not found', 'Session not found'],
    [undefined, 'Session not found', 'Session not found'],
    ['server-error', 'Session not found', 'Session not found'],
    [null, 7, '{"code":-32600,"message":7}'],
  ])('is a refusal of the request if its error has the id %j and the text %j', async (id, message, said) => {
    const { failure } = await callWithBody({ jsonrpc: '2.0', id, error: { code: -32_600, message } });
    expect(failure).toMatchObject({ kind: 'failed', said });
  });

  it.each<[string, unknown]>([
    ['that is text', 'Over the limit.'],
    ['whose code is text', { code: 'E_LIMIT', message: 'Over the limit.' }],
    ['without a code', { message: 'Over the limit.' }],
  ])('is a refusal, in the server’s words, if it has an error %s', async (_what, error) => {
    for (const respond of [Response.json, (body: object) => stream(`data: ${JSON.stringify(body)}\n\n`)]) {
      const { failure } = await callWith((message) =>
        isCall(message) ? respond({ jsonrpc: '2.0', id: message.id, error }) : undefined,
      );
      expect(failure).toEqual({ kind: 'failed', message: FORMLESS, said: 'Over the limit.' });
    }
  });

  it.each([
    { success: false, error: 'Invalid API key' },
    { status: 'maintenance', message: 'Invalid API key' },
    { errors: [{ detail: 'Invalid API key' }] },
    { data: { errmsg: 'Invalid API key' } },
  ])('is quoted if it is not JSON-RPC: %j', async (body) => {
    const { failure } = await callWithBody(body);
    expect(failure).toEqual({ kind: 'failed', message: FORMLESS, said: 'Invalid API key' });
  });
});

it('a stream that ends after the response is not a failure', async () => {
  const { content } = await callWith((message) =>
    isCall(message) ? stream(`data: ${json(message, text('done'))}\n\n`) : undefined,
  );
  expect(content).toEqual([{ type: 'text', text: 'done' }]);
});
