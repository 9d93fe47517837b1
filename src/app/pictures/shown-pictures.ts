import type { ContentBlock } from '@modelcontextprotocol/client';
import { declaredSize } from './declared-size.ts';
import { MOST_PIXELS } from './most-pixels.ts';

/** A data URL, or the reason why an image is not shown. */
export type ShownPicture = { url: string } | { refusal: string };

/** The types of images that are shown. An SVG is not among them, because it is a document. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/**
 * The images of one result that the page shows. The declared sizes of the shown images add up to at most
 * {@link MOST_PIXELS}. Nothing is decoded and no request is sent.
 *
 * @returns an entry for each block; `undefined` for a block that is not an image of these types.
 */
export function shownPictures(blocks: readonly ContentBlock[]): readonly (ShownPicture | undefined)[] {
  let pixels = 0;
  return blocks.map((block) => {
    if (block.type !== 'image' || !PICTURES.includes(block.mimeType)) return undefined;
    const size = declaredSize(octetsOf(block.data));
    if (!size) return { refusal: UNREADABLE };
    const { width, height } = size;
    if (pixels + width * height > MOST_PIXELS) return { refusal: tooLarge(width, height, pixels) };
    pixels += width * height;
    return { url: `data:${block.mimeType};base64,${block.data}` };
  });
}

const UNREADABLE =
  'The server sent an image whose size this page cannot read. This page shows PNG, JPEG, GIF and WebP images.';

const count = (number: number): string => number.toLocaleString('en');

function tooLarge(width: number, height: number, before: number): string {
  const others = before > 0 ? `, and the images before this one declare ${count(before)}` : '';
  return `The server sent an image that declares ${count(width)} × ${count(height)} pixels. This page shows images of at most ${count(MOST_PIXELS)} pixels in one result${others}.`;
}

/** @returns an empty text for data that is not base64. */
function octetsOf(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
