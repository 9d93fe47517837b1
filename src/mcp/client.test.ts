import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callFailure } from './call-failure.ts';
import { connect, connectMcpClient } from './client.ts';
import type { TokenSource } from './server-access.ts';
import { type Message, messageIn, resultOf, SERVER } from './testing/server.ts';

interface Sent {
  method: string;
  authorization: string | null;
  redirect: RequestRedirect | undefined;
}

/** An MCP server of the 2026-07-28 era with one tool; `respond` may respond instead of this server. */
function server(respond: (message: Message, sent: Sent) => Response | undefined) {
  const requests: Sent[] = [];
  async function fetch(url: string | URL, init?: RequestInit): Promise<Response> {
    const message = messageIn(init);
    const sent: Sent = {
      method: message.method ?? '',
      authorization: new Headers(init?.headers).get('Authorization'),
      redirect: init?.redirect,
    };
    requests.push(sent);
    expect(String(url)).toBe(SERVER);
    return respond(message, sent) ?? resultOf(message);
  }
  return { requests, fetch };
}

/** A source of tokens. Each token ends with the number of refreshes. */
function tokens(): TokenSource & { refused: unknown[] } {
  return {
    refused: [],
    async accessToken() {
      return `token-${this.refused.length}`;
    },
    async refresh(refused) {
      this.refused.push(refused);
      return `token-${this.refused.length}`;
    },
  };
}

const call = { name: 'a-tool', arguments: {} };

async function failureAfter(
  status: number,
  challenge: string,
  session: TokenSource | null = tokens(),
  body = '',
) {
  const { fetch } = server(({ method }) =>
    method === 'tools/call'
      ? new Response(body, { status, headers: { 'WWW-Authenticate': challenge } })
      : undefined,
  );
  const client = await connectMcpClient(session ?? undefined, SERVER, fetch);
  return callFailure(await client.callTool(call).catch((thrown: unknown) => thrown));
}
const challenged = () =>
  new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer scope="a"' } });

describe('the MCP client of a session', () => {
  it('lets the session add the token to each request, because the request may need a proof (RFC 9449 §7.1)', async () => {
    const { requests, fetch } = server(() => undefined);
    const proven: string[] = [];
    const source: TokenSource = {
      ...tokens(),
      accessToken: async () => 'bound',
      presenting: (token, send = globalThis.fetch) => {
        expect(send).toBe(fetch);
        return (url, init) => {
          proven.push(url);
          const headers = new Headers(init.headers);
          headers.set('Authorization', `DPoP ${token}`);
          return send(url, { ...init, headers });
        };
      },
    };
    const client = await connectMcpClient(source, SERVER, fetch);
    await client.callTool(call);
    expect(requests.length).toBeGreaterThan(1);
    expect(requests.map(({ authorization }) => authorization)).toEqual(requests.map(() => 'DPoP bound'));
    expect(proven).toHaveLength(requests.length);
  });

  it('reacts to a 401 with one refresh and one retry, and stops at a second 401', async () => {
    const source = tokens();
    const refusing = server((_message, { authorization }) =>
      authorization === 'Bearer token-0' ? challenged() : undefined,
    );
    const client = await connectMcpClient(source, SERVER, refusing.fetch);
    expect((await client.callTool(call)).content).toEqual([{ type: 'text', text: 'done' }]);
    expect(source.refused).toEqual(['token-0']);

    const never = tokens();
    const adamant = server(({ method }) => (method === 'tools/call' ? challenged() : undefined));
    const connected = await connectMcpClient(never, SERVER, adamant.fetch);
    await expect(connected.callTool(call)).rejects.toBeDefined();
    expect(never.refused).toEqual(['token-0']);
    expect(adamant.requests.filter(({ method }) => method === 'tools/call')).toHaveLength(2);
  });

  it.each([
    ['words', '{"error_description":"The audience is wrong"}', 'The audience is wrong'],
    ['challenge, if it sends no words', '', 'Bearer scope="a"'],
  ])('reports a refused token with the server’s %s', async (_what, body, said) => {
    const reported: string[] = [];
    const { fetch } = server(() => new Response(body, { status: 401, headers: challenged().headers }));
    const session = { accessToken: async () => 'token', refresh: () => Promise.reject(new Error('ended')) };
    const onTokenRefused = (words: string) => reported.push(words);
    await expect(connect({ session, serverUrl: SERVER, fetch, onTokenRefused })).rejects.toThrow('ended');
    expect(reported).toEqual([said]);
  });

  it('follows no redirect, so that no token goes to another origin', async () => {
    const { requests, fetch } = server(() => undefined);
    const client = await connectMcpClient(tokens(), SERVER, fetch);
    await client.callTool(call);
    for (const { redirect } of requests) expect(redirect).toBe('error');
  });

  it('sends no token after the session has ended', async () => {
    const { requests, fetch } = server(() => undefined);
    let token: string | undefined = 'token';
    const session = { accessToken: async () => token, refresh: async () => 'token' };
    const client = await connectMcpClient(session, SERVER, fetch);
    token = undefined;
    await client.callTool(call);
    expect(requests.map(({ authorization }) => authorization)).toEqual(['Bearer token', null]);
  });

  it('sends no token to a server that needs no sign-in', async () => {
    const { requests, fetch } = server(() => undefined);
    const client = await connectMcpClient(undefined, SERVER, fetch);
    await client.callTool(call);
    for (const { authorization } of requests) expect(authorization).toBeNull();
  });

  it.each([401, 403])(
    'quotes a refusal (%i) that requires another authentication (RFC 9470)',
    async (status) => {
      const challenge = 'Bearer error="insufficient_user_authentication", acr_values="gold"';
      expect(await failureAfter(status, challenge)).toMatchObject({ kind: 'failed', said: challenge });
    },
  );

  it('asks for the scope that a refusal with 401 names, and refreshes no token', async () => {
    const session = tokens();
    const failure = await failureAfter(401, 'Bearer error="insufficient_scope", scope="admin"', session);
    expect(failure).toMatchObject({ kind: 'needs permission', scopes: ['admin'] });
    expect(session.refused).toEqual([]);
  });

  it.each<[number, string, TokenSource | null, object]>([
    [401, 'insufficient_scope', tokens(), { kind: 'needs permission', scopes: [], said: 'Ask Ada.' }],
    [
      403,
      'insufficient_scope", scope="admin',
      null,
      { kind: 'needs a sign-in', challenge: { scopes: ['admin'] } },
    ],
    [403, 'invalid_token', null, { kind: 'needs a sign-in', said: 'Ask Ada.' }],
  ])(
    'says what a refusal with %i and the error “%s” asks for, with a session %j',
    async (status, error, session, asked) =>
      expect(await failureAfter(status, `Bearer error="${error}"`, session, 'Ask Ada.')).toMatchObject(asked),
  );

  it('offers no permission after a refusal with 403 whose challenge names neither an error nor a scope', async () =>
    expect(await failureAfter(403, 'Bearer')).toMatchObject({ kind: 'failed' }));

  it('reads at most 100 scopes from a refusal, and ignores invalid scopes', async () => {
    const scope = ['é', ...Array.from({ length: 5_000 }, (_, index) => `s${index}`)].join(' ');
    const failure = await failureAfter(403, `Bearer error="insufficient_scope", scope="${scope}"`);
    expect(failure).toMatchObject({ scopes: Array.from({ length: 100 }, (_, index) => `s${index}`) });
  });

  it('turns any invalid response into a failure with a message', async () => {
    const responses = fc.oneof(
      fc
        .string()
        .map((body) => () => new Response(body, { headers: { 'Content-Type': 'application/json' } })),
      fc.json().map((body) => () => new Response(body, { headers: { 'Content-Type': 'application/json' } })),
      fc.constantFrom(500, 404, 302, 418).map((status) => () => new Response(null, { status })),
      fc.string().map((body) => () => new Response(body, { headers: { 'Content-Type': 'text/html' } })),
      fc.constant(() =>
        Response.json({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: '<b>no</b>' } }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(responses, async (respond) => {
        const { fetch } = server(({ method }) => (method === 'tools/call' ? respond() : undefined));
        const client = await connectMcpClient(tokens(), SERVER, fetch);
        const error = await client.callTool(call, { timeout: 50 }).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error === undefined) return;
        const failure = callFailure(error);
        expect(failure.kind).toMatch(/^(failed|signed out)$/);
        if (failure.kind === 'failed') expect(failure.message).not.toBe('');
      }),
      { numRuns: 40 },
    );
  });
});
