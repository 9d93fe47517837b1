import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConnectionClosed, openConnection } from './connection.ts';
import { LIMITS } from './limits.ts';
import { callTool, SERVER, server, stream } from './testing/session-server.ts';

afterEach(() => vi.useRealTimers());

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
    await vi.waitFor(() => expect(signal).toBeDefined(), 30_000);
    token = undefined;
    await connection.close();
    await vi.waitFor(() => expect(sent.at(-1)?.method).toBe('DELETE'), 30_000);
    const { headers, init } = sent.at(-1) ?? {};
    expect(headers?.get('Mcp-Session-Id')).toBe('session-1');
    expect(headers?.get('Authorization')).toBe('Bearer token-1');
    expect(init).toMatchObject({ keepalive: true, redirect: 'error', credentials: 'omit' });
    expect(signal?.aborted).toBe(true);
  });

  it('waits a limited time for the end of its session, and opens no second stream if the response to the first GET is a web page', async () => {
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
    await vi.waitFor(() => expect(endings()).toHaveLength(3), 30_000);
    expect(endings().map(({ init }) => init.signal?.aborted)).toEqual([true, false, false]);
  });

  it('ends its session once, even if it is closed twice', async () => {
    const { open, count } = server();
    const connection = await open();
    await Promise.all([connection.close(), connection.close()]);
    await vi.waitFor(() => expect(count('DELETE')).toBeGreaterThan(0), 30_000);
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
    await vi.waitFor(() => expect(streams).toHaveLength(1), 30_000);
    restart();
    const settled = Promise.allSettled([callTool(connection), callTool(connection, { repeatable: false })]);
    await vi.waitFor(() => expect(count('initialize')).toBe(2), 30_000);
    await connection.close();
    proceed();
    for (const call of await settled)
      expect(call).toMatchObject({ status: 'rejected', reason: expect.any(ConnectionClosed) });
    const ended = () =>
      sent.filter(({ method }) => method === 'DELETE').map(({ headers }) => headers.get('Mcp-Session-Id'));
    await vi.waitFor(() => expect(ended()).toContain('session-2'), 30_000);
    expect(count('tools/call')).toBe(2);
    expect(streams.every((signal) => signal?.aborted)).toBe(true);
  });
});
