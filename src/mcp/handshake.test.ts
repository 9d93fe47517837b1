import { afterEach, describe, expect, it, vi } from 'vitest';
import { OAuthError } from '../oauth/index.ts';
import { callFailure } from './call-failure.ts';
import { openConnection } from './connection.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { LIMITS } from './limits.ts';
import { SignInRequired } from './sign-in-required.ts';
import { callTool, INITIALIZED, result, SERVER, server, stream, textOf } from './testing/session-server.ts';

afterEach(() => vi.useRealTimers());

describe('the handshake', () => {
  it.each([401, 403, 404, 405, 406, 422, 500, 502])('uses the older form after a %d', async (status) => {
    const { open } = server(({ method }) =>
      method === 'server/discover' ? new Response('No.', { status }) : undefined,
    );
    expect((await open()).client().getProtocolEra()).toBe('legacy');
  });

  it.each<[string, () => Promise<never>]>([
    ['is hidden by the browser', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['never comes', () => new Promise(() => {})],
  ])('uses the older form if the response to the newer form %s', async (_what, respond) => {
    vi.useFakeTimers();
    const { open } = server(({ headers }) => (headers.has('Mcp-Method') ? respond() : undefined));
    const opening = open();
    await vi.advanceTimersByTimeAsync(LIMITS.newerHandshakeMs);
    expect((await opening).client().getProtocolEra()).toBe('legacy');
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['is hidden by the browser', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is a stream without an end', () => stream().response],
    ['never comes', () => new Promise(() => {})],
  ])('succeeds if the response to a notification %s', async (_what, respond) => {
    vi.useFakeTimers();
    const { open, count } = server(({ method }) =>
      method === 'notifications/initialized' ? respond() : undefined,
    );
    const opening = open();
    await vi.waitFor(() => expect(count('notifications/initialized')).toBe(1), 30_000);
    await vi.advanceTimersByTimeAsync(LIMITS.acceptanceMs);
    expect((await opening).client().getProtocolEra()).toBe('legacy');
    await vi.waitFor(() => expect(count('GET')).toBe(1), 30_000);
  });

  it.each<[string, object, object]>([
    [
      'null for what the server lacks, and empty lists for empty objects',
      { serverInfo: { title: null, icons: null }, instructions: null },
      { tools: [], prompts: { listChanged: null }, resources: null },
    ],
    [
      'values of another type in members that a client can do without',
      { serverInfo: { title: 5, icons: {}, websiteUrl: 5 }, instructions: ['Use the tools.'] },
      { tools: { listChanged: 'true' }, prompts: {}, logging: true, experimental: [1] },
    ],
  ])('succeeds with %s', async (_what, { serverInfo, ...members }: { serverInfo?: object }, capabilities) => {
    const initialized = {
      ...INITIALIZED,
      ...members,
      serverInfo: { ...INITIALIZED.serverInfo, ...serverInfo },
      capabilities,
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

  it.each<[number, object]>([
    [400, { message: 'Unsupported protocol version', data: { supported: ['2024-06-18', '2025-06-18'] } }],
    [200, { message: 'Unsupported protocol version', data: { supported: ['2025-06-18', '2024-11-05'] } }],
    [200, { message: 'Unsupported version 2025-11-25 (supported: v2025-06-18, v2025-03-26)' }],
  ])('is repeated with a version that a refusal with status %i names: %j', async (status, refusal) => {
    const protocolVersion = '2025-06-18';
    const { open, count } = server(({ method, message }) => {
      if (method !== 'initialize')
        return message.id === undefined ? new Response(null, { status: 202 }) : undefined;
      return Object(message.params).protocolVersion === protocolVersion
        ? result(message, { ...INITIALIZED, protocolVersion })
        : Response.json({ jsonrpc: '2.0', id: message.id, error: { code: -32_602, ...refusal } }, { status });
    });
    expect((await open()).client().getNegotiatedProtocolVersion()).toBe(protocolVersion);
    expect([count('server/discover'), count('initialize')]).toEqual([1, 2]);
  });

  it.each<[number, string, object, Error?]>([
    [400, 'Bad gateway, 2025-06-18', { kind: 'failed', said: 'Bad gateway, 2025-06-18' }],
    [500, 'Supported: 2025-06-18', { kind: 'failed', status: 400 }],
    [401, 'Supported: 2025-06-18', { kind: 'needs a sign-in' }],
    [401, 'Supported: 2025-06-18', { kind: 'signed out' }, new OAuthError('signed_out')],
    [403, 'Supported: 2025-06-18', { kind: 'needs permission', scopes: ['a'] }, new OAuthError('signed_out')],
  ])(
    'shows the first refusal unless the second asks for a sign-in or a scope: %i after “%s”',
    async (status, words, failure, refused) => {
      const { fetch, count } = server(({ method }) => {
        if (method !== 'initialize') return undefined;
        if (count(method) === 1) return new Response(words, { status: 400 });
        const headers = { 'WWW-Authenticate': `Bearer ${status === 403 ? 'scope="a"' : ''}` };
        return new Response('Again', { status, headers });
      });
      const session = refused && { accessToken: async () => 'token', refresh: () => Promise.reject(refused) };
      const opening = openConnection({ session, serverUrl: SERVER, fetch });
      expect(callFailure(await opening.catch((thrown: unknown) => thrown))).toMatchObject(failure);
      expect(count('initialize')).toBe(2);
    },
  );

  it.each(['Failed at 2025-06-18T10:00:00Z', 'Failed (2025-06-18 10:00:00)'])(
    'is sent once if the date in a refusal belongs to a time and is no version: %s',
    async (words) => {
      const { open, count } = server(({ method }) =>
        method === 'initialize' ? new Response(words, { status: 500 }) : undefined,
      );
      await expect(open()).rejects.toThrow();
      expect(count('initialize')).toBe(1);
    },
  );

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
    await vi.waitFor(() => expect(count('server/discover')).toBe(1), 30_000);
    leaving.abort();
    await expect(opening).rejects.toBeDefined();
    expect(sent.map(({ method }) => method)).toEqual(['server/discover']);
  });

  it('stays open if it has succeeded before its last caller stops waiting', async () => {
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

  it('fails with the challenge of a server that requires a token', async () => {
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
  ['a token, if it had none', undefined, 'resource_metadata="https://mcp.example/m"', 'needs a sign-in'],
  ['scopes, if the call had a token', 'token', 'scope="a b"', 'needs permission'],
  ['nothing, if the challenge names nothing', 'token', 'realm="x"', 'failed'],
  ['nothing, if the call had no token and the challenge names nothing', undefined, 'realm="x"', 'failed'],
  ['nothing, if the challenge names another error', 'token', 'error="invalid_token", scope="a b"', 'failed'],
])('a 403 with a challenge makes the client ask for %s', async (_what, token, parameter, kind) => {
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
