import { bigEndian } from './octets.ts';
import type { PictureSize } from './picture-size.ts';

/** Reads the size of a PNG from its first chunk. This chunk must be IHDR (PNG §11.2.1). */
export function pngSize(octets: string): PictureSize | undefined {
  if (octets.slice(8, 16) !== '\0\0\0\rIHDR') return undefined;
  return { width: bigEndian(octets, 16, 4), height: bigEndian(octets, 20, 4) };
}
