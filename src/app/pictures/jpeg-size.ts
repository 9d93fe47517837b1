import { bigEndian } from './octets.ts';
import type { PictureSize } from './picture-size.ts';

/** Whether a marker is one of SOF0 to SOF15. C4, C8 and CC are other markers in the same range. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/**
 * Whether a marker has no length (§B.1.1.3), or begins a scan. The size is then unknown: a parser that skips a
 * segment after such a marker may find another frame header than a decoder finds.
 */
const isUnexpected = (marker: number) => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xda);

/** The size in the frame header of a JPEG (ITU-T T.81 §B.2.2). Other segments may come before the frame header. */
export function jpegSize(octets: string): PictureSize | undefined {
  let at = 2;
  while (octets.charCodeAt(at) === 0xff) {
    // Any number of fill octets may come before a marker (§B.1.1.2).
    while (octets.charCodeAt(at) === 0xff) at += 1;
    const marker = octets.charCodeAt(at);
    if (isFrame(marker)) return { width: bigEndian(octets, at + 6, 2), height: bigEndian(octets, at + 4, 2) };
    const length = bigEndian(octets, at + 1, 2);
    if (isUnexpected(marker) || !(length >= 2)) return undefined;
    at += 1 + length;
  }
  return undefined;
}
