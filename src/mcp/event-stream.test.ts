import { describe, expect, it } from 'vitest';
import { boundedResponse } from './bounded-response.ts';
import { FORMLESS_CODE } from './readable-error.ts';

/** The text of a stream of events with these parts, as the SDK reads it. */
async function streamOf(
  parts: readonly (string | Uint8Array<ArrayBuffer>)[],
  requestId?: string | number,
): Promise<string> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const part of parts)
        controller.enqueue(typeof part === 'string' ? new TextEncoder().encode(part) : part);
      controller.close();
    },
  });
  const response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  return (await boundedResponse(response, requestId)).text();
}

const dataIn = (text: string): unknown =>
  JSON.parse(
    text
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .at(-1)
      ?.slice('data:'.length) ?? '',
  );

describe('an event named error', () => {
  const jsonRpc = '{"jsonrpc":"2.0","id":7,"error":{"code":-32001,"message":"Database is down"}}';

  it.each([
    ['a JSON-RPC error', [`event: error\ndata: ${jsonRpc}\n\n`], -32_001, 'Database is down'],
    ['lines with CR LF', [`event: error\r\ndata: ${jsonRpc}\r\n\r\n`], -32_001, 'Database is down'],
    [
      'parts of lines',
      ['event: er', `ror\ndata: ${jsonRpc.slice(0, 20)}`, `${jsonRpc.slice(20)}\n\n`],
      -32_001,
      'Database is down',
    ],
    ['text', ['event: error\ndata: out of memory\n\n'], FORMLESS_CODE, 'out of memory'],
    ['a later field', ['event: error\ndata: out of memory\nid: 1\n\n'], FORMLESS_CODE, 'out of memory'],
    [
      'no name, and an error without an id',
      ['data: {"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"Boom"}}\n\n'],
      -32_603,
      'Boom',
    ],
    ['no name, and an error that is text', ['data: {"error":"Boom"}\n\n'], FORMLESS_CODE, 'Boom'],
    ['two errors', ['event: error\ndata: first\n\nevent: error\ndata: second\n\n'], FORMLESS_CODE, 'second'],
  ])('becomes a response with the last error: %s', async (_what, parts, code, message) => {
    expect(dataIn(await streamOf(parts, 7))).toEqual({ jsonrpc: '2.0', id: 7, error: { code, message } });
  });

  it('is read even if a chunk of the stream ends within a character', async () => {
    const octets = new TextEncoder().encode('event: error\ndata: é\n\n');
    const text = await streamOf([octets.slice(0, 20), octets.slice(20)], 1);
    expect(dataIn(text)).toMatchObject({ error: { message: 'é' } });
  });

  it('is quoted with at most 500 characters', async () => {
    const text = await streamOf([`event: error\ndata: ${'x'.repeat(9_000)}\n\n`], 1);
    expect(dataIn(text)).toMatchObject({ error: { message: 'x'.repeat(500) } });
  });

  it.each([
    ['no event with this name', ['data: {}\n\n', 'event: message\ndata: {}\n\n'], 1],
    ['a request with a member named error', ['data: {"id":1,"method":"x","params":{"error":1}}\n\n'], 1],
    ['no data', ['event: error\n\n'], 1],
    ['no data after another event', ['data: {}\n\nevent: error\n\n'], 1],
    ['no request that waits', ['event: error\ndata: lost\n\n'], undefined],
  ])('does not become a response: %s', async (_what, parts, id) => {
    expect(await streamOf(parts, id)).toBe(parts.join(''));
  });
});

describe('a stream of events', () => {
  const message = '{"jsonrpc":"2.0","id":1,"result":{"a":1}}';
  const other = '{"jsonrpc":"2.0","id":2,"result":{}}';
  const notice = '{"jsonrpc":"2.0","method":"a"}';

  it.each<[string, string[], string[]]>([
    ['with lines that end with CR', [`id: 1\rdata: ${message}\r\r`], ['id: 1', `data: ${message}`]],
    ['with a CRLF in two parts', [`data: ${message}\r`, '\n\r', '\n'], [`data: ${message}`]],
    ['with a batch', [`data: [${notice},${message}]\n\n`], [`data: ${notice}`, '', `data: ${message}`]],
    ['with two data lines', ['data: {"method":\ndata: "a"}\n\n'], ['data: {"method":', 'data: "a"}']],
    [
      'with `_meta` that is null',
      [`data: ${message.replace('{"a"', '{"_meta":null,"a"')}\n\n`],
      [`data: ${message}`],
    ],
    [
      'with `_meta` that is a list',
      ['data: {"method":"a","params":{"_meta":[]}}\n\n'],
      ['data: {"method":"a","params":{}}'],
    ],
    ['encoded twice', [`data: ${JSON.stringify(message)}\n\n`], [`data: ${message}`]],
    ['with comments, and an unknown field', [`: hi\nabc: 1\ndata:${message}\n\n`], [`data: ${message}`]],
  ])('is written as the SDK reads it: %s', async (_what, parts, lines) => {
    expect(await streamOf(parts, 1)).toBe(`${lines.join('\n')}\n\n`);
  });

  it.each<[string, string, string | undefined]>([
    ['the response of another request', `data: ${other}\n\n`, 'another id'],
    ['an event without its empty line', `data: ${message}\n`, 'open event'],
    ['a part of a line', 'data: {', 'open event'],
    [
      'the cancellation of the request, in an event with the name “message”',
      'event: message\ndata: {"method":"notifications/cancelled","params":{"requestId":1}}\n\n',
      'cancelled',
    ],
    ['a response in an event of another name', `event: response\ndata: ${message}\n\n`, 'no message'],
    ['a response without `data:`', `${message}\n\n`, 'no message'],
    ['a response without `data:` and without the end of its line', message, 'no message'],
    [
      'events of another name with an id, because the client resumes the stream',
      `id: 1\nevent: response\ndata: ${message}\n\n`,
      undefined,
    ],
    ['an event with an id, because the client resumes the stream', `id: 1\ndata: ${other}\n\n`, undefined],
  ])('names what is wrong at its end: %s', async (_what, events, unanswered) => {
    const text = await streamOf([events], 1);
    if (unanswered) expect(dataIn(text)).toMatchObject({ id: 1, error: { data: { unanswered } } });
    else expect(text).not.toContain('error');
  });
});
