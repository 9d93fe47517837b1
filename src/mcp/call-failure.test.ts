import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { OAuthError } from '../oauth/index.ts';
import { callFailure } from './call-failure.ts';
import { CallCancelled, ConnectionClosed, ServerSilent, SessionReplaced } from './connection.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { FORMLESS_CODE } from './readable-error.ts';
import { SignInRequired } from './sign-in-required.ts';
import { UNANSWERED_CODE } from './unanswered.ts';

const http = (status: number, text?: string, statusText?: string) =>
  new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, 'Error POSTing', { status, statusText, text });
const failed = (message: string, more: object = {}): object => ({ kind: 'failed', message, ...more });
const content = (contentType: unknown) =>
  new SdkError(SdkErrorCode.ClientHttpUnexpectedContent, 'x', { contentType });
const negotiating = (cause: Error) =>
  new SdkError(SdkErrorCode.EraNegotiationFailed, 'x', undefined, { cause });
const LATE = new SdkError(SdkErrorCode.RequestTimeout, 'x');
const rpc = (code: number) => new ProtocolError(code, 'no');

const needs = (...scopes: string[]) => ({ kind: 'needs permission', scopes });
/** A 403 with the error `insufficient_scope`, and these members. */
const lacking = (members: object) => http(403, JSON.stringify({ error: 'insufficient_scope', ...members }));
const withStatus = (status: unknown, more: object = {}) =>
  failed(`The server responded with HTTP ${status}.`, { status, ...more });
const withCode = (code: unknown, more: object) =>
  failed(`The server responded with an error (JSON-RPC ${code}).`, more);
const containing = (text: string): unknown => expect.stringContaining(text);
const SIGNED_OUT = { kind: 'signed out' };
const NOT_RENEWED = failed(
  'The access token could not be renewed for now. Your session is kept, and the app tries again automatically.',
);
const ADDRESS = 'Check the address: the documentation of the server says where its MCP endpoint is.';
const REFUSED =
  'The server, or a firewall in front of it, refuses the call. A 403 does not ask for a sign-in.';
const FORGOTTEN = 'The server had forgotten the session, so it did not carry out the call.';
const SILENT =
  'The server has reported no progress for 5 minutes. This page stopped waiting, but the server may have carried out the call.';
const CLOSED = `${FORGOTTEN} The connection was then closed, and the call was not sent again.`;
const PROXY = 'The server, or a proxy in front of it, failed. Try again in a moment.';
const HIDDEN = 'The MCP server could not be reached, or the browser hides its response from this page.';
const ODD = 'The MCP server did not respond as it should.';

describe('the message about a failed call, with the next step of the user,', () => {
  it.each<[string, unknown, object]>([
    ['a refused token', new UnauthorizedError('x'), SIGNED_OUT],
    ...[
      { scope: 'read write' },
      { error: { code: 'insufficient_scope', required_scopes: ['read', 'write'] } },
      { missing_scopes: ['read', 'write'] },
      { missing: ['read', 'write'] },
      { requiredScopes: ['read', 'write'], error_description: {} },
    ].map((members): [string, unknown, object] => [
      `scopes that only the body names, as ${JSON.stringify(members)}`,
      lacking(members),
      needs('read', 'write'),
    ]),
    ['an unnamed scope', lacking({ error_description: 'Not enough.' }), { ...needs(), said: 'Not enough.' }],
    [
      'a missing scope that only the words of the body name',
      lacking({ error_description: 'Missing scopes: a, b.' }),
      { ...needs('a', 'b'), said: 'Missing scopes: a, b.' },
    ],
    [
      'a missing scope that only the words of the challenge name',
      new InsufficientScopeError({ errorDescription: 'Required scope: api.read' }),
      { ...needs('api.read'), said: 'Required scope: api.read' },
    ],
    [
      'a missing scope in words that repeat the name of the list',
      new InsufficientScopeError({ errorDescription: `${'Required scope: '.repeat(50_000)}\n` }),
      { ...needs('Required', 'scope:'), said: containing('Required scope: ') },
    ],
    [
      'a missing scope that only the message of the body names',
      http(403, '{"code":"insufficient_scope","message":"Requires scope: a"}'),
      { ...needs('a'), said: 'Requires scope: a' },
    ],
    [
      'a missing scope with another status',
      http(400, '{"error":"insufficient_scope","scope":"read"}'),
      withStatus(400, { said: 'insufficient_scope' }),
    ],
    [
      'missing scopes in the data of an error',
      new ProtocolError(-32_003, 'No', { error: 'insufficient_scope', scopes: ['read'] }),
      needs('read'),
    ],
    [
      'a challenge in the data of an error',
      new ProtocolError(-32_001, 'No token', { www_authenticate: 'Bearer scope="a"' }),
      { kind: 'needs a sign-in', challenge: { scopes: ['a'] }, said: 'No token' },
    ],
    ['a cancelled call', new CallCancelled(), { kind: 'cancelled' }],
    ['no refresh token', new OAuthError('no_refresh_token'), SIGNED_OUT],
    ['a sign-out', new OAuthError('signed_out'), SIGNED_OUT],
    ['a refused refresh', new OAuthError('token_request_refused'), SIGNED_OUT],
    ['a lost key', new OAuthError('dpop_key_unavailable'), SIGNED_OUT],
    ['a refresh for another user', new OAuthError('id_token_invalid'), SIGNED_OUT],
    ['a refresh that failed temporarily', new OAuthError('unreachable'), NOT_RENEWED],
    ['such a refresh during the newer handshake', negotiating(new OAuthError('unreachable')), NOT_RENEWED],
    ['silence', new ServerSilent(), failed(SILENT)],
    [
      'a replaced session',
      new SessionReplaced(),
      failed(FORGOTTEN, { advice: 'A new session is open. Call the tool again if you still want it.' }),
    ],
    ['a closed connection', new ConnectionClosed(), failed(CLOSED)],
    [
      'a call in a session that another request has replaced',
      new SdkError(SdkErrorCode.ConnectionClosed, 'Connection closed'),
      failed('This page closed the connection before a response to this call came.', {
        advice:
          'Another request may have found that the server had forgotten the session. If this was a tool call, the server may have carried it out.',
      }),
    ],
    ['a hidden response', new TypeError('x'), failed(HIDDEN, { hidden: true })],
    [
      'a timeout',
      LATE,
      failed('The MCP server did not respond in time.', { advice: 'Try again in a moment.' }),
    ],
    ...['text/html; charset=utf-8', 'application/xhtml+xml'].map((type): [string, unknown, object] => [
      `a web page (${type})`,
      content(type),
      failed('This is a web page and not an MCP server.', { isPage: true, advice: ADDRESS }),
    ]),
    ...[
      ['text/plain', 'the Content-Type text/plain'],
      ['x-text/html', 'the Content-Type x-text/html'],
      ['text/htmlx', 'the Content-Type text/htmlx'],
      [null, 'no Content-Type'],
      [['text/html'], 'no Content-Type'],
    ].map(([type, words]): [string, unknown, object] => [
      `the Content-Type ${type}`,
      content(type),
      failed(`The server responded with ${words}.`, {
        advice: 'An MCP server responds with application/json or text/event-stream.',
      }),
    ]),
    [
      'an unknown version',
      new Error('Server’s protocol version is not supported: 2099-01-01'),
      failed('The server wants MCP version 2099-01-01, which this app does not speak.', {
        advice: expect.stringMatching(/^In this handshake, this app speaks 2025-11-25, .*\.$/),
      }),
    ],
    ['any other error', new Error('Something'), failed(ODD, { detail: 'Something' })],
    ['another error', new SdkError(SdkErrorCode.EraNegotiationFailed, 'No'), failed(ODD, { detail: 'No' })],
    ['an error without a message', new Error(''), failed(ODD)],
    ['no error', 'thrown', failed(ODD)],
    ...[
      [-32_602, 'Check the arguments, if you entered any.'],
      [-32_601, 'The server does not offer this, though it may have listed it.'],
      [-32_603, 'Something failed in the server. Try again, or tell its operator.'],
      [-32_000, undefined],
    ].map(([code, advice]): [string, unknown, object] => [
      `the JSON-RPC error ${code}`,
      rpc(Number(code)),
      withCode(code, { said: 'no', advice }),
    ]),
    [
      'an error with the data of another error of this app',
      new ProtocolError(-32_000, 'no', { limit: 'depth', unanswered: 'empty' }),
      withCode(-32_000, { said: 'no\n{"limit":"depth","unanswered":"empty"}' }),
    ],
    ['text as data', new ProtocolError(-32_000, 'no', 'really'), withCode(-32_000, { said: 'no\nreally' })],
    ...[404, 503].map((status): [string, unknown, object] => [
      `${status} about a session`,
      http(status, 'Session not found'),
      withStatus(status, { said: 'Session not found', advice: containing('share their sessions') }),
    ]),
    ['a status without a body', http(418), withStatus(418)],
    ...[
      [413, 'request body too large', 'a request of this size'],
      [400, 'Bad Request: Server not initialized', 'share their sessions'],
      [403, 'Invalid Host header', 'refuse the host name'],
      [421, 'Invalid Host header', 'refuse the host name'],
      [400, 'Invalid Request: Server already initialized', 'one session at a time'],
      [403, 'Server already initialized', 'refuses the call'],
    ].map(([status, said, advice]): [string, unknown, object] => [
      `the status ${status} and the words “${said}”`,
      http(Number(status), String(said)),
      withStatus(status, { said, advice: containing(String(advice)) }),
    ]),
    ...[
      [404, ADDRESS],
      [426, ADDRESS],
      [405, ADDRESS],
      [410, ADDRESS],
      [429, 'The server wants fewer requests. Try again later.'],
      [500, PROXY],
      [503, PROXY],
      [403, REFUSED],
      [451, 'The server may refuse calls from your region. Try another network.'],
      [400, undefined],
      [499, undefined],
    ].map(([status, advice]): [string, unknown, object] => [
      `the status ${status}`,
      http(Number(status), 'no', 'Words'),
      failed(`The server responded with HTTP ${status} Words.`, { said: 'no', status, advice }),
    ]),
  ])('depends on the error: %s', (_what, error, failure) => expect(callFailure(error)).toEqual(failure));

  it('advises to check the arguments only if the user may have entered arguments, which is impossible for a handshake', () => {
    const refused = new HandshakeFailed(rpc(-32_602), rpc(-32_602));
    expect(callFailure(refused)).toEqual(withCode(-32_602, { said: 'no' }));
    for (const error of [http(404, ''), rpc(-32_601), rpc(FORMLESS_CODE)])
      expect(callFailure(new HandshakeFailed(error, error))).toMatchObject({ advice: ADDRESS });
    expect(callFailure(new HandshakeFailed(LATE, LATE))).toEqual(callFailure(LATE));
  });
});

it.each(['text', { error: 'text' }])(
  'a failed call with a long text in the data of its error is described in linear time: %j',
  (data) => {
    const long = JSON.parse(JSON.stringify(data).replace('text', 'a'.repeat(15_000_000)));
    expect(callFailure(new ProtocolError(-32_000, 'Busy.', long))).toMatchObject({ kind: 'failed' });
  },
);

describe('what a server said about a failure', () => {
  it.each([
    ['The kettle is empty.', 'The kettle is empty.'],
    ['{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No session"}}', 'No session'],
    ['{"error":"invalid_token","error_description":"It is dead"}', 'It is dead'],
    ['{"error":"invalid_token"}', 'invalid_token'],
    ['{"detail":"Not authenticated"}', 'Not authenticated'],
    ['{"detail":"403","message":"Forbidden"}', 'Forbidden'],
    ['"Just a string"', 'Just a string'],
    ['{"other":1}', '{"other":1}'],
    ['{"errors":[{"message":"No query"}]}', 'No query'],
    ['[1,{"message":"Bad credentials"}]', 'Bad credentials'],
    ['{"error":null,"message":"Denied"}', 'Denied'],
    ['{"message":"Outer","error":{"message":"Inner"}}', 'Inner'],
    ['{"message":"Invalid.","errors":{"a":["The a is bad."]}}', 'Invalid. The a is bad.'],
    ['<!doctype html><title>Just a\nmoment...</title>', 'Just a moment...'],
    ['', undefined],
    ['<!doctype html><h1>Sorry</h1>', undefined],
    ['<!doctype html><title lang="en"> Two  blanks </title>', 'Two blanks'],
    ['<?xml version="1.0"?>\n<html><title>Hi</title></html>', 'Hi'],
    ['Not {}', 'Not {}'],
    ['{} no', '{} no'],
    ['{}', undefined],
    ['[ ]', undefined],
    ['<Body>Sorry</Body>', undefined],
    ['  padded\n', 'padded'],
    ['See <html>', 'See <html>'],
    ['<header>', '<header>'],
    ['x'.repeat(2_001), 'x'.repeat(2_000)],
    ['{"detail":"","title":"Forbidden"}', 'Forbidden'],
    ['{"error":"403","msg":"Denied"}', 'Denied'],
    ['{"error":"403","description":"Denied"}', 'Denied'],
    ['{"error":{"data":"Denied"}}', '{"error":{"data":"Denied"}}'],
    [`{"error":{"message":"${'x'.repeat(2_001)}"}}`, 'x'.repeat(2_000)],
    ['{"detail":[{"loc":["body","a",0,null],"msg":"Field required"}]}', 'a.0: Field required'],
    ['{"errors":[{"path":["a"],"message":"Wrong"}]}', 'a: Wrong'],
    ['{"loc":["a"],"msg":"Give a"}', 'Give a'],
    ['{"loc":["a"]}', '{"loc":["a"]}'],
    [`{"error":{"error":{"error":{"error":{"msg":"Deep"}}}}}`, 'Deep'],
    [`{"a":{"error":{"msg":"Not read"}}}`, '{"a":{"error":{"msg":"Not read"}}}'],
    ...[`{"error":{"error":{"error":{"error":{"error":{"msg":"Too deep"}}}}}}`].map(
      (text): [string, string] => [text, text],
    ),
    ['null', 'null'],
    ['{ }', undefined],
    ['[]', undefined],
    ['{"error":true,"error_msg":"Denied"}', 'Denied'],
    ['{"error":{"code":-32602,"message":"Wrong","data":{"a":"Give a"}}}', 'Wrong\n{"a":"Give a"}'],
  ])('is read from the body %s', (text, said) => {
    const failure = callFailure(http(422, text));
    expect(failure).toMatchObject(withStatus(422));
    expect('said' in failure ? failure.said : undefined).toBe(said);
    expect('isPage' in failure && failure.isPage).toBe(/^<(!doctype|body|\?xml)/i.test(text));
  });

  it('consists of the message and the data of a JSON-RPC error', () => {
    const failure = callFailure(new ProtocolError(-32_602, 'limit must be below 100', { limit: 500 }));
    expect(failure).toMatchObject(withCode(-32_602, { said: 'limit must be below 100\n{"limit":500}' }));
  });

  it('is shown once if both handshakes fail in the same way, and otherwise once for each handshake', () => {
    const failures = (one: unknown, other: unknown) => callFailure(new HandshakeFailed(one, other));
    expect(failures(http(500, 'A'), http(500, 'A'))).not.toHaveProperty('newerHandshake');
    for (const [one, other] of [
      [http(500, 'A'), http(500, 'B')],
      [http(500, 'A'), http(502, 'A')],
      [new Error('A'), new Error('B')],
    ] as const)
      expect(failures(one, other)).toHaveProperty('newerHandshake');
    expect(failures(http(500, 'A'), new UnauthorizedError('x'))).toEqual(SIGNED_OUT);
    expect(failures(http(502, 'A'), http(404, 'B'))).toMatchObject({
      status: 404,
      said: 'B',
      newerHandshake: { status: 502, said: 'A' },
    });
  });

  it('leads to a sign-in if the newer handshake lacks a token, even if the older handshake fails for another reason', () => {
    const challenge = { scopes: [], resourceMetadata: 'https://mcp.example/m' };
    const error = new HandshakeFailed(new SignInRequired(challenge, '{"message":"Who?"}'), http(404, 'B'));
    expect(callFailure(error)).toEqual({ kind: 'needs a sign-in', challenge, said: 'Who?' });
  });
});

describe('a failure without a message of the server', () => {
  it('is marked as hidden if the browser shows no response to a handshake', () => {
    const failure = callFailure(negotiating(new TypeError('Failed to fetch')));
    expect(failure).toMatchObject({ kind: 'failed', hidden: true });
  });

  it.each([
    ['empty', 'accepted the request', false],
    ['another id', 'without the id', false],
    ['stream ended', 'without a valid response', true],
    ['no message', 'named “message”', true],
    ['open event', 'did not end it', true],
    ['not resumed', 'could not resume', true],
    ['cancelled', 'cancelled', true],
  ])('says why there is no response: %s', (unanswered, words, isPerhapsDone) => {
    const failure = callFailure(new ProtocolError(UNANSWERED_CODE, 'x', { unanswered, said: 7 }));
    const advice = isPerhapsDone ? containing('may have carried it out') : undefined;
    expect(failure).toEqual({ kind: 'failed', message: containing(words), advice });
  });

  it('lists the wrong members of an invalid response, and does not attribute the text to the server', () => {
    const issue = (path: unknown[], message: string) => ({ path, message });
    const request = [issue(['method'], 'no string'), issue([], 'Unrecognized key: "result"')];
    const errors = [request, [issue([], 'Unrecognized key: "error"')]];
    const issues = [
      { ...issue([], 'Invalid input'), code: 'invalid_union', errors },
      ...Array(6).fill(issue(['tools', 1, 'inputSchema'], 'expected object')),
    ];
    const failure = callFailure(new Error(`Invalid result for tools/list: ${JSON.stringify(issues)}`));
    const members = Array(4).fill('tools/list.tools.1.inputSchema: expected object');
    const lines = ['tools/list: Unrecognized key: "error"', ...members, 'and 2 more'];
    expect(failure).toEqual(failed(ODD, { detail: lines.join('\n') }));
  });
});

it('a request of the server to visit a page keeps the message and the address of the page (MCP -32042)', () => {
  const url = 'https://pay.example/';
  const pay = { message: 'Pay', url };
  const visit = (...pages: object[]) => ({ kind: 'needs a visit', pages });
  const required = new UrlElicitationRequiredError([{ mode: 'url', elicitationId: '1', ...pay }]);
  expect(callFailure(required)).toEqual(visit(pay));
  const elicitations = [{ message: 'No address' }, { message: 7, url }, { url }, ...Array(20).fill(pay)];
  const many = ProtocolError.fromError(-32_042, 'x', { elicitations });
  expect(callFailure(many)).toEqual(visit({ message: 'x', url }, ...Array(7).fill(pay)));
  const error = { code: -32_042, message: 'Pay', data: { elicitations: [{ url }] } };
  expect(callFailure(http(403, JSON.stringify({ jsonrpc: '2.0', id: 1, error })))).toEqual(visit(pay));
  expect(callFailure(ProtocolError.fromError(-32_042, 'x', { elicitations: pay }))).toEqual(visit(pay));
  expect(callFailure(ProtocolError.fromError(-32_042, 'x', { elicitations: 'many' })).kind).toBe('failed');
  expect(callFailure(http(403, JSON.stringify({ error: { ...error, code: -32_000 } }))).kind).toBe('failed');
});

it.each([
  [-32_099, 'limit'],
  [UNANSWERED_CODE, 'unanswered'],
])('the page shows the error %i as an error of the server if data.%s is not text', (code, member) => {
  const failure = callFailure(new ProtocolError(code, 'no', { [member]: { toString: 0 } }));
  expect(failure).toMatchObject({ message: `The server responded with an error (JSON-RPC ${code}).` });
});
