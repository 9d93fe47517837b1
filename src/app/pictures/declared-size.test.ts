import { describe, expect, it } from 'vitest';
import { declaredSize } from './declared-size.ts';

const octets = (...numbers: number[]) => String.fromCharCode(...numbers);
const repeated = (text: string, times: number) => text.repeat(times);

const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
const png = (width: number[], height: number[]) => `${PNG}${octets(...width, ...height)}\x08\x06\0\0\0`;

const SCREEN = `GIF89a${octets(0x2c, 1, 200, 0)}`;
const FRAME = `,\0\0\0\0${octets(0x2c, 1, 200, 0)}\0`;
const LOOP = '!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0';

/** A segment of a JPEG. Its length includes the two octets of the length. */
const segment = (marker: number, content: string) =>
  `\xff${octets(marker, Math.floor((content.length + 2) / 256), (content.length + 2) % 256)}${content}`;
const START = '\xff\xd8';
const frame = (marker: number) => segment(marker, `\x08${octets(0, 200, 1, 0x2c)}\x01\x01\x11\0`);
const HUGE = segment(0xc0, `\x08${octets(0xff, 0xff, 0xff, 0xff)}\x01\x01\x11\0`);
const LONGEST = segment(0xe1, repeated('\xff\xc0', 32_766));
const TABLE = segment(0xdb, repeated('\x01', 65));

const webp = (chunk: string) => `RIFF\x64\0\0\0WEBP${chunk}`;
const lossy = (...size: number[]) => webp(`VP8 \x16\0\0\0\x30\x01\0\x9d\x01\x2a${octets(...size)}`);

const OWN = { width: 300, height: 200 };

describe('the size that an image declares', () => {
  it.each<[string, string]>([
    ['PNG', png([0, 0, 1, 0x2c], [0, 0, 0, 200])],
    ['GIF', `${SCREEN}\0\0\0${FRAME}`],
    ['GIF with a table of 4 colours', `${SCREEN}\x81\0\0${repeated(',', 12)}${FRAME}`],
    ['animated GIF', `${SCREEN}\0\0\0${LOOP}!\xf9\x04\0\0\0\0\0${FRAME}`],
    ['JPEG', `${START}${segment(0xe0, 'JFIF\0')}${frame(0xc0)}`],
    ['progressive JPEG', `${START}${TABLE}${frame(0xc2)}`],
    ['JPEG with fill octets', `${START}\xff\xff${segment(0xe0, 'JFIF\0')}\xff${frame(0xc0)}`],
    ['JPEG after 20 segments of 64 KiB', `${START}${repeated(LONGEST, 20)}${frame(0xc1)}`],
    ['JPEG with a Huffman table before its frame header', `${START}${segment(0xc4, 'x')}${frame(0xc0)}`],
    ['WebP, lossy', lossy(0x2c, 1, 200, 0)],
    ['lossy WebP with a scale', lossy(0x2c, 0x41, 200, 0xc0)],
    ['WebP, lossless', webp(`VP8L\x0d\0\0\0\x2f${octets(0x2b, 0xc1, 0x31, 0)}`)],
    ['WebP, extended', webp(`VP8X\x0a\0\0\0\x12\0\0\0${octets(0x2b, 1, 0, 199, 0, 0)}`)],
  ])('is read from %s', (_format, file) => expect(declaredSize(file)).toEqual(OWN));

  it.each<[string, string, { width: number; height: number }]>([
    ['PNG', png([0x7f, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff]), square(2 ** 31 - 1)],
    ['GIF', `GIF87a\xff\xff\xff\xff\0\0\0${FRAME}`, square(65_535)],
    ['GIF whose first frame is larger than its screen', `GIF89a\x01\0\x01\0\0\0\0${FRAME}`, OWN],
    [
      'GIF whose first frame is outside its screen',
      `GIF89a\x01\0\x01\0\0\0\0,\xff\xff\xff\xff\x01\0\x01\0\0`,
      square(65_536),
    ],
    ['JPEG', `${START}${HUGE}`, square(65_535)],
    ['WebP, lossless', webp('VP8L\x0d\0\0\0\x2f\xff\xff\xff\x0f'), square(16_384)],
    ['WebP, extended', webp('VP8X\x0a\0\0\0\x02\0\0\0\xff\xff\xff\xff\xff\xff'), square(16_777_216)],
  ])('is read up to the maximum of the format: %s', (_format, file, size) => {
    expect(declaredSize(file)).toEqual(size);
  });
});

const square = (side: number) => ({ width: side, height: side });

describe('no image size is read', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['text', 'hello'],
    ['SVG', '<svg width="1" height="1"/>'],
    [
      'a BMP, although browsers decode it',
      `BM${octets(58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 1, 0, 0, 0, 1)}`,
    ],
    ['an icon, although browsers decode it', '\0\0\x01\0\x01\0\x01\x01\0\0\x01\0\x18\0'],
    ['an AVIF, although browsers decode it', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
    ['PNG after a space', ` ${png([0, 0, 0, 1], [0, 0, 0, 1])}`],
    ['PNG whose first chunk is not its header', png([0, 0, 0, 1], [0, 0, 0, 1]).replace('IHDR', 'tEXt')],
    ['PNG with the width 0', png([0, 0, 0, 0], [0, 0, 0, 1])],
    ['PNG with the height 0', png([0, 0, 0, 1], [0, 0, 0, 0])],
    ['GIF without a frame', `${SCREEN}\0\0\0;`],
    ['GIF with the size 0', 'GIF89a\0\0\0\0\0\0\0,\0\0\0\0\0\0\0\0\0'],
    ['GIF with an endless extension', `${SCREEN}\0\0\0!\xfe${repeated('\x01x', 1_000)}`],
    ['JPEG with a height in a later segment', `${START}${segment(0xc0, '\x08\0\0\0\x01\x01')}`],
    ['JPEG whose scan comes first', `${START}${segment(0xda, 'x')}${frame(0xc0)}`],
    ['JPEG that ends before its frame header', `${START}\xff\xd9${frame(0xc0)}`],
    ['JPEG with a segment without length', `${START}\xff\xe0\0\0${frame(0xc0)}`],
    ['JPEG with other octets between segments', `${START}${TABLE}x${frame(0xc0)}`],
    ['WebP with the width 0', lossy(0, 0, 1, 0)],
    ['lossy WebP without its start code', lossy(1, 0, 1, 0).replace('\x9d', '\x9c')],
    ['lossless WebP without its signature', webp('VP8L\x0d\0\0\0\x2e\0\0\0\0')],
    ['WebP that begins with another chunk', webp('ALPH\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0')],
  ])('from %s', (_what, file) => expect(declaredSize(file)).toBeUndefined());

  it.each([0x00, 0x01, 0xd0, 0xd7, 0xd8])('from a JPEG with the marker %i, which has no length', (marker) => {
    // A parser that reads the next two octets as a length would skip the frame header that a decoder finds.
    const hiding = `\xff${octets(marker)}${`${segment(0xe0, '')}${HUGE}`.padEnd(0xff_e0, '\0')}`;
    expect(declaredSize(`${START}${hiding}${frame(0xc0)}`)).toBeUndefined();
  });

  it.each<[string, string]>([
    ['PNG', png([0, 0, 0, 1], [0, 0, 0, 1]).slice(0, 24)],
    ['GIF', `${SCREEN}\x80\0\0${repeated('\0', 6)}${LOOP}${FRAME.slice(0, 9)}`],
    ['JPEG', `${START}${TABLE}${frame(0xc0).slice(0, 9)}`],
    ['WebP, lossy', lossy(1, 0, 1, 0)],
    ['WebP, lossless', webp('VP8L\x0d\0\0\0\x2f\0\0\0\0')],
    ['WebP, extended', webp('VP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0')],
  ])('from a file that ends before the octets of the size: %s', (_format, file) => {
    expect(declaredSize(file)).toBeDefined();
    for (let length = 0; length < file.length; length += 1)
      expect(declaredSize(file.slice(0, length))).toBeUndefined();
  });
});
