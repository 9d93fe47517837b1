import { gifSize } from './gif-size.ts';
import { jpegSize } from './jpeg-size.ts';
import type { PictureSize } from './picture-size.ts';
import { pngSize } from './png-size.ts';
import { webpSize } from './webp-size.ts';

/** The supported formats. Like browsers, this code recognises a format by its signature, and not by the media type. */
const FORMATS: readonly {
  isFormat(octets: string): boolean;
  sizeIn(octets: string): PictureSize | undefined;
}[] = [
  { isFormat: (octets) => octets.startsWith('\x89PNG\r\n\x1a\n'), sizeIn: pngSize },
  { isFormat: (octets) => /^GIF8[79]a/.test(octets), sizeIn: gifSize },
  { isFormat: (octets) => octets.startsWith('\xff\xd8\xff'), sizeIn: jpegSize },
  { isFormat: (octets) => /^RIFF[\s\S]{4}WEBP/.test(octets), sizeIn: webpSize },
];

/**
 * Reads the size that an image declares, without decoding the image. The page has to know the size first: a browser
 * reserves memory for every declared pixel, and a file of a few octets can declare billions of pixels.
 *
 * @param octets the file as a binary string.
 * @returns `undefined` for another format, a truncated header, or a size of zero.
 */
export function declaredSize(octets: string): PictureSize | undefined {
  const size = FORMATS.find(({ isFormat }) => isFormat(octets))?.sizeIn(octets);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}
