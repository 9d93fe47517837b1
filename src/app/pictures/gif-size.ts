import { littleEndian } from './octets.ts';
import type { PictureSize } from './picture-size.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** The size of a GIF: its logical screen (GIF89a §18), enlarged as in browsers if the first frame is larger (§20). */
export function gifSize(octets: string): PictureSize | undefined {
  const number = (at: number) => littleEndian(octets, at, 2);
  const flags = octets.charCodeAt(10);
  const colours = flags >= 0x80 ? 2 ** ((flags % 8) + 1) : 0;
  let at = 13 + 3 * colours;
  while (octets.charCodeAt(at) === EXTENSION) at = endOfBlocks(octets, at + 2);
  if (octets.charCodeAt(at) !== IMAGE) return undefined;
  return {
    width: Math.max(number(6), number(at + 1) + number(at + 5)),
    height: Math.max(number(8), number(at + 3) + number(at + 7)),
  };
}

/** The index after the data blocks of an extension. Each block begins with its length, and the last block is empty. */
function endOfBlocks(octets: string, from: number): number {
  let at = from;
  for (let length = octets.charCodeAt(at); length > 0; length = octets.charCodeAt(at)) at += 1 + length;
  return at + 1;
}
