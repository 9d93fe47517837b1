import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callFailure } from './call-failure.ts';
import {
  CallCancelled,
  ConnectionClosed,
  openConnection,
  ServerSilent,
  SessionReplaced,
} from './connection.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { LIMITS } from './limits.ts';
import { connectionQuery, promptsQuery, resourcesQuery, templatesQuery, toolsQuery } from './queries.ts';
import type { ListKind } from './server-access.ts';
import { SignInRequired } from './sign-in-required.ts';

const SERVER = 'https://mcp.example/mcp';

interface Message {
  id?: number | string;
  method?: string;
  params?: { _meta?: { progressToken?: number }; notifications?: object };
  result?: unknown;
}
interface Sent {
  method: string;
  message: Message;
  headers: Headers;
  init: RequestInit;
}
type Instead = (sent: Sent) => Response | undefined | Promise<Response | undefined>;

/** A server of the older era that keeps sessions; `instead` may respond in its place. */
function server(instead: Instead = () => undefined) {
  const sent: Sent[] = [];
  const sessions = new Set<string>();
  async function fetch(_url: string | URL, init: RequestInit = {}): Promise<Response> {
    const message: Message = JSON.parse(String(init.body ?? '{}'));
    const headers = new Headers(init.headers);
    const method = message.method ?? init.method ?? '';
    const request = { method, message, headers, init };
    sent.push(request);
    const bent = await instead(request);
    if (bent) return bent;
    if (method === 'server/discover') return new Response(null, { status: 404 });
    if (method === 'initialize') {
      const id = `session-${sessions.size + 1}`;
      sessions.add(id);
      return result(message, INITIALIZED, { 'Mcp-Session-Id': id });
    }
    const session = headers.get('Mcp-Session-Id') ?? '';
    if (!sessions.has(session)) return new Response('Session not found', { status: 404 });
    if (method === 'GET') return new Response(null, { status: 405 });
    if (message.id === undefined) return new Response(null, { status: 202 });
    return result(message, { content: [{ type: 'text', text: session }] });
  }
  return {
    sent,
    count: (method: string) => sent.filter((one) => one.method === method).length,
    /** Restarts the server: the sessions are lost, and the numbering continues. */
    restart() {
      for (const session of [...sessions]) {
        sessions.delete(session);
        sessions.add(`${session} (gone)`);
      }
    },
    open: (onListChanged?: (kind: ListKind) => void) =>
      openConnection({ serverUrl: SERVER, fetch, onListChanged }),
    fetch,
  };
}

const INITIALIZED = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'test', version: '1' },
};
const DISCOVERED = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  serverInfo: INITIALIZED.serverInfo,
  ttlMs: 0,
  cacheScope: 'private',
};
const result = (message: Message, value: unknown, headers: HeadersInit = {}) =>
  Response.json({ jsonrpc: '2.0', id: message.id, result: value }, { headers });
const rpcError = (code: number, message: string) =>
  JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
const call = { name: 'a-tool', arguments: {} };
const requestedSchema = { type: 'object', properties: {} };
const REFERENCE = {
  type: 'object',
  properties: { color: { $ref: '#/$defs/Color' }, secret: { type: 'string', format: 'password' } },
  $defs: { Color: { enum: ['red'] } },
};
type Connection = Awaited<ReturnType<typeof openConnection>>;
const callTool = (connection: Connection, patience?: Parameters<Connection['request']>[1]) =>
  connection.request((client, options) => client.callTool(call, options), patience);
const textOf = ({ content }: { content: readonly object[] }) => Reflect.get(Object(content[0]), 'text');

/** An event stream that a test writes to. */
function stream() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
    },
  });
  const write = (events: string) => controller?.enqueue(new TextEncoder().encode(events));
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }),
    write,
    send: (message: object) => write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`),
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the handshake', () => {
  it.each([401, 403, 404, 405, 406, 422, 500, 502])('is the older one after a %d', async (status) => {
    const { open } = server(({ method }) =>
      method === 'server/discover' ? new Response('No.', { status }) : undefined,
    );
    expect((await open()).client().getProtocolEra()).toBe('legacy');
  });

  it('is the older one if the browser hides the response to the newer one', async () => {
    const { open } = server(({ headers }) => {
      if (headers.has('Mcp-Method')) throw new TypeError('Failed to fetch');
      return undefined;
    });
    expect((await open()).client().getProtocolEra()).toBe('legacy');
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['is hidden by the browser', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is a stream without an end', () => stream().response],
    ['never comes', () => new Promise(() => {})],
  ])('succeeds if the response to a notification %s', async (_what, respond) => {
    vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: LIMITS.acceptanceMs });
    const { open, count } = server(({ method }) =>
      method === 'notifications/initialized' ? respond() : undefined,
    );
    expect((await open()).client().getProtocolEra()).toBe('legacy');
    await vi.waitFor(() => expect(count('GET')).toBe(1));
  });

  it('succeeds with null for what the server lacks, and with empty lists for empty objects', async () => {
    const initialized = {
      ...INITIALIZED,
      serverInfo: { ...INITIALIZED.serverInfo, title: null, icons: null },
      capabilities: { tools: [], prompts: { listChanged: null }, resources: null },
      instructions: null,
    };
    const { open } = server(({ method, message }) => {
      if (message.id === undefined) return new Response(null, { status: 202 });
      return method === 'initialize' ? result(message, initialized) : undefined;
    });
    expect((await open()).client().getServerCapabilities()).toEqual({ tools: {}, prompts: {} });
  });

  it('fails with both reasons if the newer and the older handshake fail', async () => {
    const { open } = server(({ method }) =>
      method === 'server/discover' ? new Response('A', { status: 502 }) : new Response('B', { status: 410 }),
    );
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HandshakeFailed);
    expect([Object(error).newer.status, Object(error).older.status]).toEqual([502, 410]);
  });

  it('names this app, and offers to show the forms and the pages that a server sends', async () => {
    const { open, sent } = server();
    await open();
    expect(sent.find(({ method }) => method === 'initialize')?.message.params).toMatchObject({
      clientInfo: { name: expect.stringMatching(/\w/) },
      capabilities: { elicitation: { form: {}, url: {} } },
    });
  });

  it('fails with one reason if the server refuses `initialize` with an error of JSON-RPC', async () => {
    const { open } = server(({ method, message }) =>
      method === 'initialize'
        ? Response.json({ jsonrpc: '2.0', id: message.id, error: { code: -32_603, message: 'No.' } })
        : undefined,
    );
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HandshakeFailed);
    expect(Object(error).newer).toBe(Object(error).older);
  });

  it('is aborted when its last caller stops waiting', async () => {
    const { fetch, count, sent } = server(({ method, init }) =>
      method === 'server/discover'
        ? new Promise((_resolve, reject) => {
            init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
          })
        : undefined,
    );
    const leaving = new AbortController();
    const opening = openConnection({ serverUrl: SERVER, fetch, signal: leaving.signal });
    await vi.waitFor(() => expect(count('server/discover')).toBe(1));
    leaving.abort();
    await expect(opening).rejects.toBeDefined();
    expect(sent.map(({ method }) => method)).toEqual(['server/discover']);
  });

  it('is kept when its last caller stops waiting after the handshake', async () => {
    const { fetch } = server();
    const leaving = new AbortController();
    const connection = await openConnection({ serverUrl: SERVER, fetch, signal: leaving.signal });
    leaving.abort();
    expect(textOf(await callTool(connection))).toBe('session-1');
  });

  it('fails with the error of the session if the session has no token', async () => {
    const { fetch } = server();
    const ended = new Error('The session has ended.');
    const session = { accessToken: () => Promise.reject(ended), refresh: () => Promise.reject(ended) };
    await expect(openConnection({ session, serverUrl: SERVER, fetch })).rejects.toBe(ended);
  });

  it('hands on the challenge of a server that requires a token', async () => {
    const headers = { 'WWW-Authenticate': 'Bearer resource_metadata="https://mcp.example/m", scope="a b"' };
    const { open } = server(() => new Response('Sign in', { status: 401, headers }));
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SignInRequired);
    expect(error).toMatchObject({
      challenge: { resourceMetadata: 'https://mcp.example/m', scopes: ['a', 'b'] },
      text: 'Sign in',
    });
  });

  it('is not repeated in the older form with a token that the server refused twice', async () => {
    const { fetch, count } = server(() => new Response(null, { status: 401 }));
    const session = { accessToken: async () => 'token', refresh: async () => 'token' };
    await expect(openConnection({ session, serverUrl: SERVER, fetch })).rejects.toBeDefined();
    expect(count('initialize')).toBe(0);
  });
});

it.each([
  [
    'a token, if the call had no token',
    undefined,
    'resource_metadata="https://mcp.example/m"',
    'needs a sign-in',
  ],
  ['scopes, if the call had a token', 'token', 'scope="a b"', 'needs permission'],
  ['nothing, if the challenge names nothing', 'token', 'realm="x"', 'failed'],
  ['nothing, if the call had no token and the challenge names nothing', undefined, 'realm="x"', 'failed'],
  ['nothing, if the challenge names another error', 'token', 'error="invalid_token", scope="a b"', 'failed'],
])('a 403 with a challenge requests %s', async (_what, token, parameter, kind) => {
  const { fetch } = server(({ method }) =>
    method === 'tools/call'
      ? new Response('No.', { status: 403, headers: { 'WWW-Authenticate': `Bearer ${parameter}` } })
      : undefined,
  );
  const session = token && { accessToken: async () => token, refresh: async () => token };
  const connection = await openConnection({ session: session || undefined, serverUrl: SERVER, fetch });
  const error: unknown = await callTool(connection).catch((thrown: unknown) => thrown);
  expect(callFailure(error)).toMatchObject({
    kind,
    ...(kind === 'needs permission' && { scopes: ['a', 'b'] }),
  });
});

describe('a lost session', () => {
  it('is replaced once if several requests notice the loss at once, and the client sends each request again', async () => {
    const { open, count, restart } = server();
    const connection = await open();
    expect(textOf(await callTool(connection))).toBe('session-1');
    restart();
    const results = await Promise.all([callTool(connection), callTool(connection)]);
    expect(results.map(textOf)).toEqual(['session-2', 'session-2']);
    expect(count('initialize')).toBe(2);
    expect(count('tools/call')).toBe(5);
    restart();
    expect(textOf(await callTool(connection))).toBe('session-3');
  });

  it.each([
    [400, 'Bad Request: No valid session ID provided'],
    [400, 'Bad Request: Server not initialized'],
    [410, 'Gone'],
    [401, '{"error":"Session expired"}'],
    [403, 'Forbidden: session expired'],
    [422, 'Unexpected message, expect initialize request'],
    [500, 'Internal error: session not found'],
    [200, rpcError(-32_001, 'Session not found')],
    [200, rpcError(-32_602, 'Received request before initialization was complete')],
  ])('is replaced if the server reports the loss with %i and “%s”', async (status, message) => {
    let lost = false;
    const { open, count } = server(({ method }) => {
      if (method !== 'tools/call' || !lost) return undefined;
      lost = false;
      return new Response(message, { status, headers: { 'Content-Type': 'application/json' } });
    });
    const connection = await open();
    lost = true;
    expect(textOf(await callTool(connection))).toBe('session-2');
    expect(count('initialize')).toBe(2);
  });

  it('is kept if a tool reports the loss of a session of its own', async () => {
    const error = { code: -32_602, message: 'Session not found' };
    const { open, count } = server(({ method, message: { id } }) =>
      method === 'tools/call' ? Response.json({ jsonrpc: '2.0', id, error }) : undefined,
    );
    await expect(callTool(await open())).rejects.toMatchObject(error);
    expect(count('initialize')).toBe(1);
  });

  it('is kept if a call is refused with 401 and a message about a sign-in', async () => {
    const { open, count } = server(({ method }) =>
      method === 'tools/call' ? new Response('A session token is required.', { status: 401 }) : undefined,
    );
    await expect(callTool(await open())).rejects.toBeInstanceOf(SignInRequired);
    expect(count('initialize')).toBe(1);
  });

  it('is replaced, and the client does not repeat a request that may run only once', async () => {
    const { open, count, restart } = server();
    const connection = await open();
    restart();
    await expect(callTool(connection, { repeatable: false })).rejects.toBeInstanceOf(SessionReplaced);
    expect(count('tools/call')).toBe(1);
    expect(textOf(await callTool(connection, { repeatable: false }))).toBe('session-2');
  });

  it.each([
    ['gets a 500', true, 500, 'Session store is down'],
    ['gets a 400 for another reason', true, 400, 'No.'],
    ['gets a 404, and the server keeps no sessions', false, 404, 'No.'],
  ])('is not assumed if a request %s', async (_what, keepsSessions, status, said) => {
    const { open, count } = server(({ method, message }) => {
      if (method === 'tools/call') return new Response(said, { status });
      if (method === 'initialize' && !keepsSessions) return result(message, INITIALIZED);
      return message.id === undefined ? new Response(null, { status: 202 }) : undefined;
    });
    await expect(callTool(await open())).rejects.toMatchObject({ status });
    expect([count('tools/call'), count('initialize')]).toEqual([1, 1]);
  });

  it('is not replaced again after a 404 in the new session', async () => {
    const { open, count } = server(({ method }) =>
      method === 'tools/call' ? new Response('Not here', { status: 404 }) : undefined,
    );
    await expect(callTool(await open())).rejects.toMatchObject({ status: 404 });
    expect(count('tools/call')).toBe(2);
  });
});

describe('the timeout of a call', () => {
  it('counts only silence, and restarts with progress', async () => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const heard: number[] = [];
    const calling = callTool(connection, { onProgress: ({ progress }) => heard.push(progress) });
    await vi.advanceTimersByTimeAsync(0);
    const { message } = sent.find(({ method }) => method === 'tools/call') ?? {};
    for (let minute = 1; minute <= 12; minute += 4) {
      slow.send({
        method: 'notifications/progress',
        params: { progressToken: message?.params?._meta?.progressToken, progress: minute },
      });
      await vi.advanceTimersByTimeAsync(4 * 60_000);
    }
    slow.send({ id: message?.id, result: { content: [] } });
    await vi.advanceTimersByTimeAsync(0);
    expect(await calling).toMatchObject({ content: [] });
    expect(heard).toEqual([1, 5, 9]);
    const abort = new AbortController();
    connection.elicitations.ask(
      { message: '', requestedSchema: { type: 'object', properties: {} } },
      abort.signal,
    );
    abort.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ['restarts with a comment, if the user can cancel the call', true],
    ['does not restart with a comment, if the user cannot cancel the request', false],
  ])('%s', async (_what, isCancellable) => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection, isCancellable ? { signal: new AbortController().signal } : {});
    const settled = calling.catch((thrown: unknown) => thrown);
    for (let minute = 1; minute <= 12; minute += 4) {
      await vi.advanceTimersByTimeAsync(4 * 60_000);
      slow.write(': still there\n\n');
    }
    slow.send({
      id: sent.find(({ method }) => method === 'tools/call')?.message.id,
      result: { content: [] },
    });
    await vi.advanceTimersByTimeAsync(0);
    slow.write(': late\n\n');
    await vi.advanceTimersByTimeAsync(0);
    const ended = isCancellable ? expect.objectContaining({ content: [] }) : expect.any(ServerSilent);
    expect(await settled).toEqual(ended);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is shorter within an event, and the client ignores the data of that incomplete event', async () => {
    const slow = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? slow.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection).catch((thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(0);
    const { id } = sent.find(({ method }) => method === 'tools/call')?.message ?? {};
    slow.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n`);
    await vi.advanceTimersByTimeAsync(LIMITS.openEventMs);
    expect(await calling).toMatchObject({ data: { unanswered: 'open event' } });
    // The page has closed the stream.
    expect(() => slow.write('\n')).toThrow();
  });

  it('applies after an empty 202, because the response may arrive in the stream of a GET', async () => {
    const listening = stream();
    const { open, sent } = server(({ method }) => {
      if (method === 'GET') return listening.response;
      return method === 'tools/call' ? new Response(null, { status: 202 }) : undefined;
    });
    const calling = callTool(await open());
    const called = () => sent.find(({ method }) => method === 'tools/call');
    await vi.waitFor(() => expect(called()).toBeDefined());
    listening.send({ id: called()?.message.id, result: { content: [] } });
    expect(await calling).toMatchObject({ content: [] });
  });

  it.each([
    ['nothing', () => new Response(null, { status: 405 })],
    ['a web page', () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })],
  ])('fails the call immediately if the GET after an empty 202 gets %s', async (_what, respond) => {
    const { open, count } = server(({ method }) => {
      if (method === 'GET') return respond();
      return method === 'tools/call' ? new Response(null, { status: 202 }) : undefined;
    });
    const connection = await open();
    await vi.waitFor(() => expect(count('GET')).toBe(1));
    await expect(callTool(connection)).rejects.toMatchObject({ data: { unanswered: 'empty' } });
  });

  it('pauses while an elicitation waits for the user', async () => {
    const asking = stream();
    const { open, sent } = server(({ method }) => (method === 'tools/call' ? asking.response : undefined));
    const connection = await open();
    vi.useFakeTimers();
    const calling = callTool(connection);
    await vi.advanceTimersByTimeAsync(0);
    asking.send({
      id: 'q',
      method: 'elicitation/create',
      params: { message: 'Sure?', requestedSchema },
    });
    await vi.advanceTimersByTimeAsync(10 * LIMITS.silenceMs);
    expect(connection.elicitations.getSnapshot()?.message).toBe('Sure?');
    connection.elicitations.getSnapshot()?.respond({ action: 'accept', content: {} });
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.find(({ message }) => message.id === 'q')?.message.result).toMatchObject({
      action: 'accept',
    });
    asking.send({
      id: sent.find(({ method }) => method === 'tools/call')?.message.id,
      result: { content: [] },
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(await calling).toMatchObject({ content: [] });
  });

  it('does not end an elicitation, which ends with the call that caused it', async () => {
    const asking = stream();
    const { open, sent, count } = server(({ method }) =>
      method === 'tools/call' && count(method) === 1 ? asking.response : undefined,
    );
    const connection = await open();
    const calling = callTool(connection);
    const called = () => sent.find(({ method }) => method === 'tools/call');
    await vi.waitFor(() => expect(called()).toBeDefined());
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined());
    await callTool(connection);
    expect(connection.elicitations.getSnapshot()).toBeDefined();
    asking.send({ id: called()?.message.id, result: { content: [] } });
    expect(await calling).toMatchObject({ content: [] });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeUndefined());
  });

  it('does not end an elicitation outside a call, which ends when the server withdraws it', async () => {
    const asking = stream();
    const { open } = server(({ method }) => (method === 'GET' ? asking.response : undefined));
    const connection = await open();
    await callTool(connection);
    asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined());
    await callTool(connection);
    expect(connection.elicitations.getSnapshot()).toBeDefined();
    asking.send({ method: 'notifications/cancelled', params: { requestId: 'q' } });
    await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeUndefined());
  });

  it.each([
    ['no schema', { message: 'Sure?' }, { message: 'Sure?', schema: { type: 'object', properties: {} } }],
    ['a schema with a reference', { message: 'Sure?', requestedSchema: REFERENCE }, { schema: REFERENCE }],
    ['a page without an ID', { mode: 'url', message: 'Go', url: '/a' }, { message: 'Go', url: '/a' }],
    ['no message', { message: null, requestedSchema }, { message: '', schema: requestedSchema }],
  ])('shows an elicitation with %s as the server sent it', async (_what, params, shown) => {
    const asking = stream();
    const { open } = server(({ method }) => (method === 'GET' ? asking.response : undefined));
    const { elicitations } = await open();
    asking.send({ id: 'q', method: 'elicitation/create', params });
    await vi.waitFor(() => expect(elicitations.getSnapshot()).toMatchObject(shown));
  });

  it('ends with a reason if the server refuses the answer to its elicitation, but not if the browser hides that refusal', async () => {
    for (const isHidden of [true, false]) {
      const asking = stream();
      const { open, sent } = server(({ method, message }) => {
        if (method === 'tools/call') return asking.response;
        if (message.result === undefined) return undefined;
        if (isHidden) throw new TypeError('Failed to fetch');
        return new Response('Not this one', { status: 500 });
      });
      const connection = await open();
      const calling = callTool(connection).catch((thrown: unknown) => thrown);
      await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('tools/call'));
      const { id } = sent.at(-1)?.message ?? {};
      asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
      await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined());
      connection.elicitations.getSnapshot()?.respond({ action: 'decline' });
      await vi.waitFor(() => expect(sent.some(({ message }) => message.id === 'q')).toBe(true));
      if (isHidden) asking.send({ id, result: { content: [] } });
      const ended = await calling;
      if (isHidden) expect(ended).toMatchObject({ content: [] });
      else
        expect(callFailure(ended)).toMatchObject({
          message: expect.stringContaining('HTTP 500'),
          said: 'Not this one',
        });
    }
  });

  it.each([200, 400])(
    'sends a lost answer to an elicitation once more, whatever the second response (%i)',
    async (status) => {
      const asking = stream();
      let isLost = true;
      const { open, sent } = server(({ method, message }) => {
        if (method === 'tools/call') return asking.response;
        if (message.result === undefined) return undefined;
        if (!isLost) return new Response(null, { status });
        isLost = false;
        throw new TypeError('Failed to fetch');
      });
      const connection = await open();
      const calling = callTool(connection);
      await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('tools/call'));
      const { id } = sent.at(-1)?.message ?? {};
      asking.send({ id: 'q', method: 'elicitation/create', params: { message: 'Sure?', requestedSchema } });
      await vi.waitFor(() => expect(connection.elicitations.getSnapshot()).toBeDefined());
      connection.elicitations.getSnapshot()?.respond({ action: 'decline' });
      await vi.waitFor(() => expect(sent.filter(({ message }) => message.id === 'q')).toHaveLength(2));
      asking.send({ id, result: { content: [] } });
      expect(await calling).toMatchObject({ content: [] });
    },
  );

  it('ends when the user cancels the call, and the server is notified', async () => {
    const { open, count } = server(({ method }) => (method === 'tools/call' ? stream().response : undefined));
    const connection = await open();
    const abort = new AbortController();
    const calling = callTool(connection, { signal: abort.signal });
    await vi.waitFor(() => expect(count('tools/call')).toBe(1));
    abort.abort();
    await expect(calling).rejects.toBeInstanceOf(CallCancelled);
    await expect(callTool(connection, { signal: abort.signal })).rejects.toBeInstanceOf(CallCancelled);
    expect(count('tools/call')).toBe(1);
    await vi.waitFor(() => expect(count('notifications/cancelled')).toBe(1));
  });
});

describe('a connection that is closed', () => {
  it('ends the session at the server with the latest token, even while the page unloads, and closes the stream', async () => {
    let signal: AbortSignal | null | undefined;
    const { fetch, sent } = server(({ method, init }) => {
      if (method !== 'GET') return undefined;
      ({ signal } = init);
      return stream().response;
    });
    let token: string | undefined = 'token-1';
    const session = { accessToken: async () => token, refresh: async () => 'token-2' };
    const connection = await openConnection({ session, serverUrl: SERVER, fetch });
    await vi.waitFor(() => expect(signal).toBeDefined());
    token = undefined;
    await connection.close();
    await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('DELETE'));
    const { headers, init } = sent.at(-1) ?? {};
    expect(headers?.get('Mcp-Session-Id')).toBe('session-1');
    expect(headers?.get('Authorization')).toBe('Bearer token-1');
    expect(init).toMatchObject({ keepalive: true, redirect: 'error', credentials: 'omit' });
    expect(signal?.aborted).toBe(true);
  });

  it('waits a limited time for the end of its session, and opens no second stream after a web page as the response', async () => {
    const { open, count, sent } = server(({ method }) => {
      if (method === 'GET')
        return new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
      return method === 'DELETE' ? new Promise(() => {}) : undefined;
    });
    vi.useFakeTimers();
    const connection = await open();
    await vi.advanceTimersByTimeAsync(LIMITS.reconnectionMs.most);
    expect(count('GET')).toBe(1);
    await connection.close();
    const ending = () => sent.find(({ method }) => method === 'DELETE')?.init.signal;
    expect(ending()?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(LIMITS.endingMs);
    expect(ending()?.aborted).toBe(true);
  });

  it('does not delay new connections: at most two sessions wait for their end', async () => {
    const { open, sent } = server(({ method }) => (method === 'DELETE' ? new Promise(() => {}) : undefined));
    for (let opened = 1; opened <= 3; opened += 1) await (await open()).close();
    const endings = () => sent.filter(({ method }) => method === 'DELETE');
    await vi.waitFor(() => expect(endings()).toHaveLength(3));
    expect(endings().map(({ init }) => init.signal?.aborted)).toEqual([true, false, false]);
  });

  it('that is closed twice ends its session once', async () => {
    const { open, count } = server();
    const connection = await open();
    await Promise.all([connection.close(), connection.close()]);
    await vi.waitFor(() => expect(count('DELETE')).toBeGreaterThan(0));
    expect(count('DELETE')).toBe(1);
  });

  it('also ends the session that replaces a lost session, closes the stream of that session, and repeats no call', async () => {
    let proceed = () => {};
    const held = new Promise<undefined>((resolve) => {
      proceed = () => resolve(undefined);
    });
    const streams: (AbortSignal | null | undefined)[] = [];
    const { open, sent, count, restart } = server(({ method, init }) => {
      if (method === 'GET') {
        streams.push(init.signal);
        return stream().response;
      }
      return method === 'initialize' && count('initialize') === 2 ? held : undefined;
    });
    const connection = await open();
    await vi.waitFor(() => expect(streams).toHaveLength(1));
    restart();
    const calls = [callTool(connection), callTool(connection, { repeatable: false })];
    const settled = Promise.allSettled(calls);
    await vi.waitFor(() => expect(count('initialize')).toBe(2));
    await connection.close();
    proceed();
    for (const call of await settled)
      expect(call).toMatchObject({ status: 'rejected', reason: expect.any(ConnectionClosed) });
    const ended = () =>
      sent.filter(({ method }) => method === 'DELETE').map(({ headers }) => headers.get('Mcp-Session-Id'));
    await vi.waitFor(() => expect(ended()).toContain('session-2'));
    expect(count('tools/call')).toBe(2);
    expect(streams.every((signal) => signal?.aborted)).toBe(true);
  });
});

const LISTS = ['tools', 'resources', 'prompts'] as const;

describe('a list that the server changes', () => {
  /** A server that announces changes of these lists in the stream that it returns to `GET` or to a subscription. */
  function announcing(kinds: readonly ListKind[], era: 'older' | 'newer' = 'older', listChanged = true) {
    const listening = stream();
    const capabilities = Object.fromEntries(kinds.map((kind) => [kind, { listChanged }]));
    const announced = server(({ method, message, init }) => {
      if (method === 'initialize') return result(message, { ...INITIALIZED, capabilities });
      if (method === 'server/discover')
        return era === 'newer' ? result(message, { ...DISCOVERED, capabilities }) : undefined;
      if (method === 'subscriptions/listen' || init.method === 'GET') return listening.response;
      if (message.id === undefined) return new Response(null, { status: 202 });
      return result(message, { tools: [], resources: [], resourceTemplates: [], prompts: [] });
    });
    return { ...announced, listening };
  }

  it.each([true, false])('is announced once for many notifications (declared: %s)', async (declared) => {
    const { open, listening } = announcing(['tools'], 'older', declared);
    const heard: ListKind[] = [];
    await open((kind) => heard.push(kind));
    for (const expected of [['tools'], ['tools', 'tools']]) {
      for (let times = 0; times < 100; times += 1)
        listening.send({ method: 'notifications/tools/list_changed' });
      await vi.waitFor(() => expect(heard).toEqual(expected));
    }
  });

  it.each(LISTS)('is announced to a subscription that names exactly these lists: %s', async (kind) => {
    const { open, listening, sent } = announcing([kind], 'newer');
    const heard: ListKind[] = [];
    await open((each) => heard.push(each));
    const subscription = () => sent.find(({ method }) => method === 'subscriptions/listen')?.message;
    await vi.waitFor(() => expect(subscription()).toBeDefined());
    const { id, params } = subscription() ?? {};
    expect(params?.notifications).toEqual(
      Object.fromEntries(LISTS.map((each) => [`${each}ListChanged`, each === kind])),
    );
    const _meta = { 'io.modelcontextprotocol/subscriptionId': id };
    for (const each of ['subscriptions/acknowledged', `${kind}/list_changed`])
      listening.send({
        method: `notifications/${each}`,
        params: { _meta, notifications: params?.notifications },
      });
    await vi.waitFor(() => expect(heard).toEqual([kind]));
  });

  it.each([
    ['the server announces no list', [], () => {}],
    ['no page shows a list', LISTS, undefined],
  ] as const)('has no subscription if %s', async (_what, kinds, onListChanged) => {
    const { open, count } = announcing(kinds, 'newer');
    await callTool(await open(onListChanged)).catch(() => {});
    expect([count('tools/call'), count('subscriptions/listen')]).toEqual([1, 0]);
  });

  it.each([
    ['tools', ['tools/list']],
    ['resources', ['resources/list', 'resources/templates/list']],
    ['prompts', ['prompts/list']],
  ] as const)('is read again over the same connection: %s', async (kind, methods) => {
    const { fetch, sent, count, listening } = announcing(LISTS);
    const queries = new QueryClient();
    const connect = () => {
      const observer = new QueryObserver(queries, connectionQuery({ serverUrl: SERVER, fetch }, 'ada'));
      observer.subscribe(() => {});
      return observer.getCurrentResult().data;
    };
    const connection = await vi.waitFor(() => connect() ?? Promise.reject());
    for (const query of [toolsQuery, resourcesQuery, templatesQuery, promptsQuery])
      for (const person of ['ada', 'ben'])
        new QueryObserver<unknown>(queries, Object(query(connection, SERVER, person))).subscribe(() => {});
    const lists = () => sent.flatMap(({ method }) => (method.endsWith('/list') ? [method] : []));
    await vi.waitFor(() => expect(lists()).toHaveLength(8));
    listening.send({ method: `notifications/${kind}/list_changed` });
    await vi.waitFor(() => expect(lists().slice(8)).toEqual(methods));
    expect(count('initialize')).toBe(1);
  });
});
