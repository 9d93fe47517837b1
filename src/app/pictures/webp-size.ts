import { littleEndian } from './octets.ts';
import type { PictureSize } from './picture-size.ts';

/** Reads the size from the first chunk of a WebP (RFC 9649 §2.5 to §2.7). For an animation, this is its canvas. */
export function webpSize(octets: string): PictureSize | undefined {
  const number = (at: number, length: number) => littleEndian(octets, at, length);
  switch (octets.slice(12, 16)) {
    case 'VP8X':
      return { width: number(24, 3) + 1, height: number(27, 3) + 1 };
    case 'VP8L': {
      if (octets[20] !== '\x2f') return undefined;
      const sizes = number(21, 4);
      return { width: (sizes % 2 ** 14) + 1, height: (Math.floor(sizes / 2 ** 14) % 2 ** 14) + 1 };
    }
    case 'VP8 ':
      if (octets.slice(23, 26) !== '\x9d\x01\x2a') return undefined;
      // The two highest bits of each number are a scale, which decoders ignore (RFC 6386 §9.1).
      return { width: number(26, 2) % 2 ** 14, height: number(28, 2) % 2 ** 14 };
    default:
      return undefined;
  }
}
