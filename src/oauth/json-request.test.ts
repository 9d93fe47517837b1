import { describe, expect, it } from 'vitest';
import { readText, send } from './json-request.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { unreachable } from './testing/servers.ts';

const URL_ASKED = 'https://as.example/metadata';
const LIMIT_OCTETS = 512 * 1024;

const answering = (answer: Responder): TestPlatform => testPlatform(answer);
const ask = (platform: TestPlatform) => send(platform, URL_ASKED, {}, 'server metadata');

/** A body that arrives in these chunks. */
function inPieces(...pieces: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

describe('a request for JSON', () => {
  it('cancels its timeout after a response', async () => {
    const platform = answering(() => Response.json({}));
    await ask(platform);
    platform.pass(60_000);
    expect(platform.requests[0]?.init.signal?.aborted).toBe(false);
  });

  it('cancels its timeout after a failure', async () => {
    const platform = answering(unreachable);
    await expect(ask(platform)).rejects.toMatchObject({ code: 'unreachable' });
    platform.pass(60_000);
    expect(platform.requests[0]?.init.signal?.aborted).toBe(false);
  });

  it('accepts a response that arrived while the device was suspended: after the resume, timers run before the browser delivers the response', async () => {
    const platform = answering(({ init: { signal } }) => {
      platform.pass(3_600_000);
      signal?.throwIfAborted();
      return Response.json({ a: 1 });
    });
    expect((await ask(platform)).json).toEqual({ a: 1 });
  });

  it('accepts 512 KiB, but not one octet more', async () => {
    const document = (octets: number) => () => new Response('{"a":1}'.padEnd(octets));
    expect((await ask(answering(document(LIMIT_OCTETS)))).json).toEqual({ a: 1 });
    await expect(ask(answering(document(LIMIT_OCTETS + 1)))).rejects.toMatchObject({
      code: 'response_too_large',
      at: URL_ASKED,
      step: 'server metadata',
    });
  });

  it('reads the text of a response that has no stream, because some replacements of `fetch` offer only the text', async () => {
    const platform = answering(() =>
      Object.defineProperty(Response.json({ a: 1 }), 'body', { value: undefined }),
    );
    expect((await ask(platform)).json).toEqual({ a: 1 });
  });

  it('reads a character that is split between two chunks', async () => {
    const octets = new TextEncoder().encode('{"name":"Adá"}');
    const split = octets.indexOf(0xc3) + 1;
    const platform = answering(() => new Response(inPieces(octets.slice(0, split), octets.slice(split))));
    expect((await ask(platform)).json).toEqual({ name: 'Adá' });
  });

  it('does not wait for the end of an event stream, with any media type parameters', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8' };
    const { json, text } = await ask(answering(() => new Response(body, { headers })));
    expect([json, text]).toEqual([undefined, '']);
    expect(cancelled).toBe(true);
  });

  it('reads JSON whose media type only mentions an event stream', async () => {
    const headers = { 'Content-Type': 'application/json; profile="text/event-stream"' };
    expect((await ask(answering(() => new Response('{"a":1}', { headers })))).json).toEqual({ a: 1 });
  });

  it('reads a response without a body as an empty text', async () => {
    const { json, text } = await ask(answering(() => new Response(null, { status: 503 })));
    expect([json, text]).toEqual([undefined, '']);
  });

  it('does not wait for the end of an event stream whose copy it skips', async () => {
    const headers = { 'Content-Type': 'text/event-stream' };
    const copied = new Response(new ReadableStream(), { headers });
    expect(await readText(copied.clone(), {})).toBe('');
  });

  it('accepts an event stream without a body', async () => {
    const headers = { 'Content-Type': 'text/event-stream' };
    const { response } = await ask(answering(() => new Response(null, { status: 401, headers })));
    expect(response.status).toBe(401);
  });
});
