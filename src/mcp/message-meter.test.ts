import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, type ReadingLimit } from './limits.ts';
import { createMessageMeter, createStreamMeter, type MessageMeter } from './message-meter.ts';

describe('the meter of a message', () => {
  const read = (meter: MessageMeter, body: string) => meter(new TextEncoder().encode(body));
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  it('counts the nesting of JSON, and ignores its strings', () => {
    expect(read(createMessageMeter(), nested(LIMITS.depth))).toBeUndefined();
    expect(read(createMessageMeter(), nested(LIMITS.depth + 1))).toBe('depth');
    expect(read(createMessageMeter(), `[${'[],'.repeat(LIMITS.depth + 1)}]`)).toBeUndefined();
    expect(read(createMessageMeter(), `"${'['.repeat(5000)}\\"${'{,'.repeat(5000)}\\\\"`)).toBeUndefined();
    expect(read(createMessageMeter(), `"\\\\"${nested(LIMITS.depth + 1)}`)).toBe('depth');
  });

  it.each([
    ['a quotation mark in a comment', ': it\'s "\ndata: '],
    ['closing brackets in another field', `event: ${']'.repeat(300)}\ndata: `],
    ['closing brackets in a field that is not data', `dat: ${']'.repeat(300)}\ndata: `],
    ['closing brackets in a field whose name only begins with “data”', `datax: ${']'.repeat(300)}\ndata: `],
    ['a byte order mark', '\ufeffdata: '],
    ['a byte order mark that is encoded twice', '\u00ef\u00bb\u00bfdata: '],
    ['both byte order marks', '\ufeff\u00ef\u00bb\u00bfdata: '],
    ['carriage returns before line feeds', 'id: 1\r\ndata:'],
    ['a single carriage return', ':\rdata: '],
    ['single carriage returns around an event', 'id: 1\r\rdata: '],
    ['a carriage return after a line feed', ':\n\rdata: '],
    ['an empty text after a line', 'data: \ndata: ""'],
    ['an earlier line of data', `data: ${'['.repeat(150)}\ndata:`],
    ['a line of closing brackets in another field', `data: ${'['.repeat(150)}\nx: ${']'.repeat(150)}\ndata:`],
  ])('counts the depth of an event with %s', (_what, before) => {
    expect(read(createStreamMeter(), `${before}${'['.repeat(201)}`)).toBe('depth');
  });

  it.each<[string, string, ReadingLimit | undefined]>([
    ['an event that is too deep', `:x\ndata: ${'['.repeat(201)}\n\n`, 'depth'],
    ['a line of another field that is too deep', `:\nx: ${'['.repeat(201)}\n\n`, undefined],
    ['the same line after an empty line', `\nx: ${'['.repeat(201)}\n\n`, undefined],
    ['several events that are too deep together', `data: ${'['.repeat(150)}\n\n`.repeat(3), undefined],
    ['lines that are too deep together', `data: ${'['.repeat(150)}\ndata: ${'['.repeat(51)}\n\n`, 'depth'],
    ['too many values', `:\ndata: {[[[${'0,'.repeat(LIMITS.values + 1)}\n\n`, 'values'],
    ['the maximum number of values of a list', `:\ndata: {{[${'0,'.repeat(LIMITS.outerValues)}`, undefined],
    ['the maximum of lines with an unknown field', `:\n${'x\n'.repeat(LIMITS.unknownLines)}`, undefined],
    ['too many values of a list', `:\ndata: {{[${'0,'.repeat(LIMITS.outerValues + 1)}\n\n`, 'outer values'],
    ['too many values in a batch', `:\ndata: [{{[${'0,'.repeat(LIMITS.outerValues + 1)}\n\n`, 'outer values'],
    ['many values of several messages', `data: {{[${'0,'.repeat(30_000)}\n\n`.repeat(3), undefined],
    ['too many messages', `:\n${'data: {}\n\n'.repeat(LIMITS.streamMessages + 1)}`, 'stream messages'],
    ['the maximum number of messages', 'data: {}\n\n'.repeat(LIMITS.streamMessages), undefined],
    ['too many lines with an unknown field', `:\n${'x\n'.repeat(LIMITS.unknownLines + 1)}`, 'unknown lines'],
    ['comments and known fields', ':\nid\nretry: 1\nevent:x\n\n'.repeat(LIMITS.unknownLines + 1), undefined],
    ['messages with several empty lines', 'data: {}\n\n\n\n'.repeat(LIMITS.streamMessages), undefined],
  ])('gives the same verdict on %s with LF, CR and CRLF', (_what, stream, limit) => {
    for (const lineEnd of ['\n', '\r', '\r\n']) {
      expect(read(createStreamMeter(), stream.replaceAll('\n', lineEnd))).toBe(limit);
    }
    // CR and LF are one line end, also across two chunks.
    const meter = createStreamMeter();
    const chunks = stream.replaceAll('\n', '\r\n').split(/(?<=\r)/);
    expect(chunks.map((chunk) => read(meter, chunk)).find(Boolean)).toBe(limit);
  });

  it('counts the octets of a message in all its chunks', () => {
    const half = new Uint8Array(LIMITS.messageOctets / 2);
    for (const meter of [createMessageMeter(), createStreamMeter()])
      expect([half, half, Uint8Array.of(0)].map(meter)).toEqual([undefined, undefined, 'message octets']);
  });

  it('reads the first character after a carriage return at the end of a chunk', () => {
    const meter = createStreamMeter();
    expect(read(meter, ':\r')).toBeUndefined();
    expect(read(meter, `data: ${nested(201)}\r\r`)).toBe(read(createStreamMeter(), `data: ${nested(201)}\n`));
  });

  it('starts from zero for each event, with the same result for chunks of any size', () => {
    const stream = `data: ${nested(150)}\n\n`.repeat(5);
    expect(read(createStreamMeter(), stream)).toBeUndefined();
    fc.assert(
      fc.property(
        fc.array(fc.nat(40), { minLength: 1 }),
        fc.constantFrom(
          stream,
          `data: ${nested(201)}\n\n`,
          `data: "${nested(201)}"\n\n`,
          `:\n: comment\ndata: ${nested(201)}\n\n`,
          `data: "${'\\\\\\"'.repeat(9)}${nested(201)}"\r\n\r\n`,
        ),
        (sizes, body) => {
          const meter = createStreamMeter();
          let found: ReadingLimit | undefined;
          for (let at = 0, turn = 0; at < body.length && !found; turn += 1) {
            const size = 1 + (sizes[turn % sizes.length] ?? 0);
            found = read(meter, body.slice(at, at + size));
            at += size;
          }
          expect(found).toBe(read(createStreamMeter(), body));
        },
      ),
    );
  });
});
