import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { callFailure } from './call-failure.ts';
import { ConnectionClosed } from './connection.ts';
import { HandshakeFailed } from './handshake-failed.ts';
import { SignInRequired } from './sign-in-required.ts';
import { UNANSWERED_CODE } from './unanswered.ts';

const http = (status: number, text: string) =>
  new SdkHttpError(SdkErrorCode.ClientHttpNotImplemented, 'Error POSTing', { status, text });

describe('what a server said about a failure', () => {
  it.each([
    ['The kettle is empty.', 'The kettle is empty.'],
    ['{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No session"}}', 'No session'],
    ['{"error":"invalid_token","error_description":"It is dead"}', 'It is dead'],
    ['{"error":"invalid_token"}', 'invalid_token'],
    ['{"detail":"Not authenticated"}', 'Not authenticated'],
    ['{"message":"Forbidden"}', 'Forbidden'],
    ['"Just a string"', 'Just a string'],
    ['{"other":1}', '{"other":1}'],
    ['{"errors":[{"message":"No query"}]}', 'No query'],
    ['[{"message":"Bad credentials"}]', 'Bad credentials'],
    ['{"message":"Invalid.","errors":{"a":["The a is bad."]}}', 'Invalid. The a is bad.'],
    ['<!doctype html><title>Just a\nmoment...</title>', 'Just a moment...'],
    ['', undefined],
    ['<!doctype html><h1>Sorry</h1>', undefined],
  ])('is read from the body %s', (text, said) => {
    const failure = callFailure(http(422, text));
    expect(failure).toMatchObject({
      kind: 'failed',
      status: 422,
      message: 'The server responded with HTTP 422.',
    });
    expect('said' in failure ? failure.said : undefined).toBe(said);
  });

  it('is the message and the data of a JSON-RPC error', () => {
    const failure = callFailure(new ProtocolError(-32_602, 'limit must be below 100', { limit: 500 }));
    expect(failure).toMatchObject({
      message: 'The server responded with an error (JSON-RPC -32602).',
      said: 'limit must be below 100\n{"limit":500}',
    });
  });

  it('is reported once if both handshakes fail alike, and otherwise once for each handshake', () => {
    expect(callFailure(new HandshakeFailed(http(500, 'A'), http(500, 'A')))).not.toHaveProperty(
      'newerHandshake',
    );
    expect(callFailure(new HandshakeFailed(http(502, 'A'), http(404, 'B')))).toMatchObject({
      status: 404,
      said: 'B',
      newerHandshake: { status: 502, said: 'A' },
    });
  });

  it('is a demand to sign in if the newer handshake lacks a token, and the older one fails for another reason', () => {
    const challenge = { scopes: [], resourceMetadata: 'https://mcp.example/m' };
    const error = new HandshakeFailed(new SignInRequired(challenge, '{"message":"Who?"}'), http(404, 'B'));
    expect(callFailure(error)).toEqual({ kind: 'needs a sign-in', challenge, said: 'Who?' });
  });
});

describe('a failure without a message of the server', () => {
  it('is marked as hidden if the browser shows no response', () => {
    const cause = new TypeError('Failed to fetch');
    for (const error of [cause, new SdkError(SdkErrorCode.EraNegotiationFailed, 'x', undefined, { cause })])
      expect(callFailure(error)).toMatchObject({ kind: 'failed', hidden: true });
  });

  it('says that the response is a web page', () => {
    const contentType = 'text/html; charset=utf-8';
    const error = new SdkError(SdkErrorCode.ClientHttpUnexpectedContent, 'x', { contentType });
    expect(callFailure(error)).toMatchObject({ message: 'This is a web page and not an MCP server.' });
  });

  it('quotes no words of the server if the connection was closed', () => {
    expect(callFailure(new ConnectionClosed())).toEqual({
      kind: 'failed',
      message:
        'The server had forgotten the session, so it did not carry out the call. The connection was then closed, and the call was not sent again.',
    });
  });

  it('names the version that the server wants, if this app does not speak that version', () => {
    const error = new Error('Server’s protocol version is not supported: 2099-01-01');
    expect(callFailure(error)).toMatchObject({
      message: 'The server wants MCP version 2099-01-01, which this app does not speak.',
    });
  });

  it.each([
    ['text/plain', 'The server responded with the Content-Type text/plain.'],
    [null, 'The server responded with no Content-Type.'],
  ])('describes a Content-Type that MCP does not use: %s', (contentType, message) => {
    const error = new SdkError(SdkErrorCode.ClientHttpUnexpectedContent, 'x', { contentType });
    expect(callFailure(error)).toMatchObject({
      message,
      advice: 'An MCP server responds with application/json or text/event-stream.',
    });
  });

  it.each([
    ['empty', 'The server accepted the request, and sent no response to it.'],
    ['stream ended', 'The server ended the stream of events without a valid response to this request.'],
  ])('says how the server left the request unanswered: %s', (unanswered, message) => {
    expect(callFailure(new ProtocolError(-32_098, 'x', { unanswered }))).toEqual({ kind: 'failed', message });
  });

  it('lists the wrong members of an invalid response, and attributes no words to the server', () => {
    const issues = [
      {
        code: 'invalid_union',
        path: [],
        message: 'Invalid input',
        errors: [
          [
            { path: ['method'], message: 'expected string' },
            { path: [], message: 'Unrecognized key: "result"' },
          ],
          [{ path: [], message: 'Unrecognized key: "error"' }],
        ],
      },
      ...Array(6).fill({ path: ['tools', 1, 'inputSchema'], message: 'expected object' }),
    ];
    const failure = callFailure(new Error(`Invalid result for tools/list: ${JSON.stringify(issues)}`));
    expect(failure).toEqual({
      kind: 'failed',
      message: 'The MCP server did not respond as it should.',
      detail: [
        'tools/list: Unrecognized key: "error"',
        ...Array(4).fill('tools/list.tools.1.inputSchema: expected object'),
        'and 2 more',
      ].join('\n'),
    });
  });

  it('shows any other error of the SDK as a detail, and not as words of the server', () => {
    expect(callFailure(new Error('Something'))).toEqual({
      kind: 'failed',
      message: 'The MCP server did not respond as it should.',
      detail: 'Something',
    });
  });
});

it('a demand to visit a page keeps the message and the address of the page (MCP -32042)', () => {
  const pages = [{ mode: 'url' as const, elicitationId: '1', message: 'Pay', url: 'https://pay.example/' }];
  expect(callFailure(new UrlElicitationRequiredError(pages))).toEqual({
    kind: 'needs a visit',
    pages: [{ message: 'Pay', url: 'https://pay.example/' }],
  });
  expect(callFailure(ProtocolError.fromError(-32_042, 'x', { elicitations: 'many' })).kind).toBe('failed');
});

it.each([
  [-32_099, 'limit'],
  [UNANSWERED_CODE, 'unanswered'],
])('shows the error %i as an error of the server if data.%s is not text', (code, member) => {
  const failure = callFailure(new ProtocolError(code, 'no', { [member]: { toString: 0 } }));
  expect(failure).toMatchObject({ message: `The server responded with an error (JSON-RPC ${code}).` });
});
