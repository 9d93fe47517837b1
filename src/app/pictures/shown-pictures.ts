import type { ContentBlock } from '@modelcontextprotocol/client';
import { declaredSize } from './declared-size.ts';
import { MOST_PIXELS } from './most-pixels.ts';

/** The data URL of an image, or the reason why the page does not show the image. */
export type ShownPicture = { url: string } | { refusal: string };

/** The types of images that the page shows. It shows no SVG, because an SVG is a document. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** The types that do not say what the data is. */
const UNKNOWN = ['', 'application/octet-stream'];

/**
 * Decides which images of one result the page shows. The shown images together declare at most {@link MOST_PIXELS}
 * pixels. This function decodes no image and sends no request.
 *
 * @returns an entry for each block. The entry is `undefined` if the block is not an image of one of these types.
 */
export function shownPictures(blocks: readonly ContentBlock[]): readonly (ShownPicture | undefined)[] {
  let pixels = 0;
  return blocks.map((block) => {
    const { data, mimeType } = dataOf(block);
    const type = typeIn(mimeType);
    const isUnknown = UNKNOWN.includes(type);
    if (!isUnknown && !PICTURES.includes(type)) return undefined;
    const size = declaredSize(octetsOf(data));
    if (!size) return isUnknown && block.type !== 'image' ? undefined : { refusal: UNREADABLE };
    const { width, height } = size;
    if (pixels + width * height > MOST_PIXELS) return { refusal: tooLarge(width, height, pixels) };
    pixels += width * height;
    // Browsers recognise an image by its signature, and not by its type.
    return { url: `data:${isUnknown ? 'image/png' : type};base64,${data}` };
  });
}

/** The data of a block that may be an image: some servers send an image as a resource. */
function dataOf(block: ContentBlock): { data: string; mimeType: string } {
  if (block.type === 'image') return block;
  const { blob = '', mimeType = '' }: { blob?: string; mimeType?: string } =
    block.type === 'resource' ? block.resource : {};
  return { data: blob, mimeType: blob && mimeType };
}

/** A media type without parameters (RFC 9110 §8.3.1). Many servers call JPEG `image/jpg`. */
const typeIn = (type: string): string =>
  (type.split(';')[0] ?? '').trim().toLowerCase().replace(/jpg$/, 'jpeg');

const UNREADABLE =
  'The server sent an image whose size this page cannot read. This page shows PNG, JPEG, GIF and WebP images.';

const count = (number: number): string => number.toLocaleString('en');

function tooLarge(width: number, height: number, before: number): string {
  const others = before > 0 ? `, and the images before this one declare ${count(before)}` : '';
  return `The server sent an image that declares ${count(width)} × ${count(height)} pixels. This page shows images of at most ${count(MOST_PIXELS)} pixels in one result${others}.`;
}

/** @returns an empty text if the data is not base64. */
function octetsOf(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
