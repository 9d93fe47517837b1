import { describe, expect, it } from 'vitest';
import { SERVER, type TestServers } from '../testing/browser.ts';
import { withMembers } from '../testing/changes.ts';
import { isTokenEndpoint } from '../testing/requests.ts';
import { cors, corsJson, READABLE } from '../testing/responses.ts';
import { signInAt } from '../testing/signed-in-at.ts';

describe('an MCP server that refuses the token of the sign-in', () => {
  const answering = (status: number, body: (token: string) => object): TestServers => ({
    instead({ headers, url }) {
      const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
      return url === SERVER && token.length > 20 ? corsJson(body(token), status) : undefined;
    },
  });

  it('with 401: the report quotes the reason', async () => {
    const { saw, advice } = await signInAt(answering(401, () => ({ message: 'User not authorized.' })));
    expect(saw).toBe(
      'The MCP server refused the token of this sign-in, with status 401: “User not authorized”.',
    );
    expect(advice).toContain('The audience of the token is right.');
  });

  it('with 403, the status that an invalid token gets, too: the report names each possible reason', async () => {
    const { saw, advice } = await signInAt({
      instead: ({ headers, url }) =>
        url === SERVER && headers.has('Authorization') ? corsJson({ message: 'No.' }, 403) : undefined,
    });
    expect(saw).toBe('The MCP server refused the token of this sign-in, with status 403: “No”.');
    expect(advice).toContain('If this account lacks a right');
  });

  it.each([
    [400, { error: 'Invalid token format: expected JWT' }, 'Invalid token format: expected JWT', 'audience'],
    [401, { message: 'The token is not yet valid (iat).' }, 'The token is not yet valid (iat)', 'the clocks'],
    [401, { message: 'Invalid or expired token' }, 'Invalid or expired token', 'The audience of the token'],
  ])('with %i and a message about the token or its time: %j', async (status, body, words, says) => {
    const { saw, advice } = await signInAt(answering(status, () => body));
    expect(saw).toBe(`The MCP server refused the token of this sign-in, with status ${status}: “${words}”.`);
    expect(advice).toContain(says);
  });

  const jwtFor = (aud: unknown) =>
    `e30.${btoa(JSON.stringify({ aud })).replace(/=+$/, '')}.${'x'.repeat(20)}`;

  it.each([
    ['for another API', jwtFor('api://1'), ' Its audience is “api://1”, and not https://mcp.example/mcp.'],
    ['for several APIs', jwtFor(['a', 'b']), ' Its audience is “a”, “b”, and not https://mcp.example/mcp.'],
    ['for no audience', jwtFor([]), ' It names no audience.'],
    ['for the resource', jwtFor([SERVER]), ''],
    [
      'that is encrypted',
      'e30.key.iv.ciphertext-ciphertext.tag',
      ' It is encrypted (JWE), so this report cannot read its audience.',
    ],
    ['that is opaque', 'opaque-opaque-opaque-opaque', ''],
  ])('%s: the report says what it can read about the audience', async (_what, accessToken, says) => {
    const refusing = answering(401, () => ({}));
    const { saw, advice } = await signInAt({
      ...refusing,
      change: withMembers(isTokenEndpoint, { access_token: accessToken }),
    });
    expect(saw).toBe(`The MCP server refused the token of this sign-in, with status 401.${says}`);
    expect(advice).toContain(
      accessToken === jwtFor([SERVER]) ? 'audience of the token is right' : 'Issue tokens whose',
    );
  });

  it('because it requires another authentication (RFC 9470): the report says so, and decides no rule', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="gold"';
    const { reason } = await signInAt({
      instead: ({ headers, url }) =>
        url === SERVER && (headers.get('Authorization') ?? '').length > 100
          ? cors(null, 401, { 'Access-Control-Expose-Headers': '*', 'WWW-Authenticate': challenge })
          : undefined,
    });
    expect(reason).toContain(`another authentication of the person (RFC 9470): ${challenge}`);
  });

  it('and repeats the token: the report does not quote the token', async () => {
    const { evidence, saw } = await signInAt(answering(401, (token) => ({ message: `${token} is bad` })));
    expect(saw).toBe('The MCP server refused the token of this sign-in, with status 401.');
    const calls = Object.values(evidence.probes).flatMap(({ steps }) => Object.values(steps));
    expect(calls.filter(({ description }) => description?.includes('is bad'))).toEqual([]);
  });
});

describe('an MCP server that accepts the token, but does not serve the call', () => {
  const noteAt = async (answer: () => Response) => {
    const { note } = await signInAt({
      instead: ({ headers, url }) =>
        url === SERVER && (headers.get('Authorization') ?? '').length > 100 ? answer() : undefined,
    });
    return note;
  };

  it('and sends a JSON-RPC error: the report quotes its message', async () => {
    const error = { code: -32_005, message: 'Insufficient permissions' };
    expect(await noteAt(() => corsJson({ jsonrpc: '2.0', id: 1, error }))).toBe(
      'The MCP server answered 200 (JSON-RPC error) to a call with the token. It says: “Insufficient permissions”',
    );
  });

  it('with 404 and a reason: the report quotes the reason', async () => {
    const note = await noteAt(() => corsJson({ error: 'Session not found' }, 404));
    expect(note).toBe('The MCP server answered 404 to a call with the token. It says: “Session not found”');
  });

  const forbidding = (challenge: string, others: Record<string, string> = {}) => {
    const exposed = { 'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After' };
    const headers = { ...READABLE, ...exposed, 'WWW-Authenticate': challenge, ...others };
    return noteAt(() => Response.json({}, { status: 403, headers }));
  };

  it.each([
    ['Bearer error="insufficient_scope"', true],
    ['Bearer error="insufficient_scope", scope="write"', false],
  ])('because of a missing scope must name this scope: %s', async (challenge, isMissing) => {
    const note = await forbidding(challenge);
    expect(note).toContain(challenge);
    expect(note?.includes('does not name the scope')).toBe(isMissing);
  });

  it('with 403 and Retry-After: the report mentions no missing scope', async () => {
    const note = await forbidding('Bearer realm="mcp"', { 'Retry-After': '5' });
    expect(note).toBe('The MCP server answered 403 to a call with the token.');
  });
});
