import { describe, expect, it } from 'vitest';
import { callFailure } from './call-failure.ts';
import { SessionReplaced } from './connection.ts';
import { SignInRequired } from './sign-in-required.ts';
import { callTool, INITIALIZED, result, rpcError, server, textOf } from './testing/session-server.ts';

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
    [401, '{"error":"Session expired"}', 'Bearer error="invalid_token"'],
    [401, 'Unauthorized', 'Bearer error="invalid_token", error_description="Invalid or missing session"'],
    [403, 'Forbidden: session expired'],
    [422, 'Unexpected message, expect initialize request'],
    [422, '{"detail":"Invalid mcp-session-id"}'],
    [200, rpcError(-32_600, 'missing or invalid Mcp-Session-Id')],
    [200, rpcError(-32_000, 'Transport not found for sessionId')],
    [500, 'Internal error: session not found'],
    [500, '{"error":"session_not_found"}'],
    [500, 'Could not find session'],
    [200, rpcError(-32_000, 'Bad Request: No valid session ID provided')],
    [200, rpcError(-32_001, 'Session not found')],
    [200, rpcError(-32_602, 'Received request before initialization was complete')],
  ])(
    'is replaced if the server reports the loss with %i and “%s” (challenge: %s)',
    async (status, message, challenge?: string) => {
      let lost = false;
      const { open, count } = server(({ method }) => {
        if (method !== 'tools/call' || !lost) return undefined;
        lost = false;
        const headers = {
          'Content-Type': 'application/json',
          ...(challenge && { 'WWW-Authenticate': challenge }),
        };
        return new Response(message, { status, headers });
      });
      const connection = await open();
      lost = true;
      expect(textOf(await callTool(connection))).toBe('session-2');
      expect(count('initialize')).toBe(2);
    },
  );

  it('is not assumed if a tool reports “Session not found” about a session of the tool', async () => {
    const error = { code: -32_602, message: 'Session not found' };
    const { open, count } = server(({ method, message: { id } }) =>
      method === 'tools/call' ? Response.json({ jsonrpc: '2.0', id, error }) : undefined,
    );
    await expect(callTool(await open())).rejects.toMatchObject(error);
    expect(count('initialize')).toBe(1);
  });

  it.each([
    ['A session token is required.', 'Bearer'],
    ['Session expired', 'Bearer resource_metadata="https://mcp.example/m"'],
  ])('is kept if a call is refused with 401, “%s” and the challenge %s', async (message, challenge) => {
    const headers = { 'WWW-Authenticate': challenge };
    const { open, count } = server(({ method }) =>
      method === 'tools/call' ? new Response(message, { status: 401, headers }) : undefined,
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
    const error: unknown = await callTool(await open()).catch((thrown: unknown) => thrown);
    expect(callFailure(error)).toMatchObject({ status, isInSession: keepsSessions || undefined });
    expect([count('tools/call'), count('initialize')]).toEqual([1, 1]);
  });

  it.each([
    ['is assumed if the browser hides the responses to a call and to a ping', true, 'session-2'],
    ['is not assumed if the browser hides only the response to a call', false, 'session-1'],
  ])('%s', async (_what, hidesPing, session) => {
    let isBlocked = true;
    const { open, count } = server(({ method, headers }) => {
      const hides = method === 'ping' ? hidesPing : method === 'tools/call' && isBlocked;
      if (hides && headers.get('Mcp-Session-Id') === 'session-1') throw new TypeError('Failed to fetch');
      return undefined;
    });
    const connection = await open();
    await expect(callTool(connection)).rejects.toThrow('Failed to fetch');
    await expect.poll(() => count(hidesPing ? 'initialize' : 'ping')).toBe(1 + Number(hidesPing));
    isBlocked = hidesPing;
    await expect.poll(async () => textOf(await callTool(connection))).toBe(session);
    expect(count('initialize')).toBe(1 + Number(hidesPing));
  });

  it('is not assumed if the client has no session: after a hidden response, it sends no ping', async () => {
    let isBlocked = true;
    const { open, count } = server(({ method, message }) => {
      if (method === 'initialize') return result(message, INITIALIZED);
      if (method !== 'tools/call')
        return method === 'server/discover' ? undefined : new Response(null, { status: 202 });
      if (isBlocked) throw new TypeError('Failed to fetch');
      return result(message, { content: [] });
    });
    const connection = await open();
    await expect(callTool(connection)).rejects.toThrow('Failed to fetch');
    isBlocked = false;
    await callTool(connection);
    expect([count('ping'), count('initialize')]).toEqual([0, 1]);
  });

  it('is not replaced again after a 404 in the new session', async () => {
    const { open, count } = server(({ method }) =>
      method === 'tools/call' ? new Response('Not here', { status: 404 }) : undefined,
    );
    const error: unknown = await callTool(await open()).catch((thrown: unknown) => thrown);
    expect(callFailure(error)).toMatchObject({ status: 404, isInSession: true });
    expect(count('tools/call')).toBe(2);
  });
});
