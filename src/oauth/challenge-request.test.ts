import { describe, expect, it } from 'vitest';
import { provokeChallenge } from './challenge-request.ts';
import { MCP } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { unreachable } from './testing/servers.ts';

const events = { headers: { 'Content-Type': 'text/event-stream' } };

describe('a call without a token', () => {
  it.each<[string, boolean, string, Responder]>([
    ['served', true, 'a result', () => Response.json({ jsonrpc: '2.0', id: 1, result: {} })],
    ['served', true, 'a stream of events', () => new Response('', events)],
    ['served', false, 'JSON that is not JSON-RPC', () => Response.json({ jsonrpc: '1.0' })],
    ['served', false, 'a page', () => new Response('<!doctype html>')],
    ['served', true, 'the status 400', () => new Response(null, { status: 400 })],
    ['refused', true, 'the status 401', () => new Response(null, { status: 401 })],
    ['refused', true, 'a 401 with a large body', () => new Response('x'.repeat(600_000), { status: 401 })],
    [
      'refused',
      true,
      'a 401 whose body has no end',
      () => new Response(new ReadableStream(), { status: 401 }),
    ],
    [
      'refused',
      true,
      'a 401 whose body broke off',
      () => new Response(new ReadableStream({ start: (body) => body.error('lost') }), { status: 401 }),
    ],
    ['refused', true, 'the status 403', () => new Response(null, { status: 403 })],
    ['refused', true, 'the status 404', () => new Response(null, { status: 404 })],
    ['refused', true, 'the status 500', () => new Response(null, { status: 500 })],
  ])('counts as %s (MCP server: %s) if the response is %s', async (withoutToken, isMcp, _what, answer) => {
    expect(await provokeChallenge(testPlatform(answer), MCP)).toEqual({
      withoutToken,
      isMcp,
      challenge: undefined,
    });
  });

  it('is hidden if the browser hides its response', async () =>
    expect(await provokeChallenge(testPlatform(unreachable), MCP)).toEqual({ withoutToken: 'hidden' }));
});
