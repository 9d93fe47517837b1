import { describe, expect, it } from 'vitest';
import { send } from './json-request.ts';
import { type Answer, type TestPlatform, testPlatform } from './testing/platform.ts';

const URL_ASKED = 'https://as.example/metadata';
const LIMIT_OCTETS = 512 * 1024;

const answering = (answer: Answer): TestPlatform => testPlatform(answer);
const ask = (platform: TestPlatform) => send(platform, URL_ASKED, {}, 'server metadata');

/** A body that arrives in these pieces. */
function inPieces(...pieces: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

describe('one request', () => {
  it('is let go of once it was answered: the timeout aborts nothing any more', async () => {
    const platform = answering(() => Response.json({}));
    await ask(platform);
    platform.pass(60_000);
    expect(platform.requests[0]?.init.signal?.aborted).toBe(false);
  });

  it('is let go of once it failed, too', async () => {
    const platform = answering(() => {
      throw new TypeError('Failed to fetch');
    });
    await expect(ask(platform)).rejects.toMatchObject({ code: 'unreachable' });
    platform.pass(60_000);
    expect(platform.requests[0]?.init.signal?.aborted).toBe(false);
  });

  it('may be answered by 512 KiB, and by not one octet more', async () => {
    const document = (octets: number) => () => new Response('{"a":1}'.padEnd(octets));
    expect((await ask(answering(document(LIMIT_OCTETS)))).json).toEqual({ a: 1 });
    await expect(ask(answering(document(LIMIT_OCTETS + 1)))).rejects.toMatchObject({
      code: 'response_too_large',
      at: URL_ASKED,
      step: 'server metadata',
    });
  });

  it('reads a character whose octets come in two pieces', async () => {
    const octets = new TextEncoder().encode('{"name":"Adá"}');
    const split = octets.indexOf(0xc3) + 1;
    const platform = answering(() => new Response(inPieces(octets.slice(0, split), octets.slice(split))));
    expect((await ask(platform)).json).toEqual({ name: 'Adá' });
  });

  it('does not wait for the end of an event stream, whatever parameters its type has', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8' };
    const { json } = await ask(answering(() => new Response(body, { headers })));
    expect(json).toBeUndefined();
    expect(cancelled).toBe(true);
  });

  it('takes an answer that calls itself an event stream and has no body', async () => {
    const headers = { 'Content-Type': 'text/event-stream' };
    const { response } = await ask(answering(() => new Response(null, { status: 401, headers })));
    expect(response.status).toBe(401);
  });
});
