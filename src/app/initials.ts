import { MOST_PIXELS } from './pictures/most-pixels.ts';

/** The first letters of the first and the last word of a name, for a person without a picture. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...word][0]?.toUpperCase() ?? '').join('');
}

/** Whether a picture may be loaded: the policy of the page allows the origins that the build lists, and no other. */
export function isPictureAllowed(picture: string | undefined, origins: readonly string[]): picture is string {
  return picture !== undefined && URL.canParse(picture) && origins.includes(new URL(picture).origin);
}

/** Whether an image has at most as many pixels as all images of a result. */
export function isPictureSmall({
  naturalWidth,
  naturalHeight,
}: Pick<HTMLImageElement, 'naturalWidth' | 'naturalHeight'>): boolean {
  return naturalWidth * naturalHeight <= MOST_PIXELS;
}
