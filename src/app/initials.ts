import { MOST_PIXELS } from './pictures/most-pixels.ts';

/** The first letters of the first and the last word of a name, for a person without a picture. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = '') => [...word][0]?.toUpperCase() ?? '').join('');
}

/** Whether the page may load a picture: the policy allows pictures only from the origins that the build lists. */
export function isPictureAllowed(picture: string | undefined, origins: readonly string[]): picture is string {
  return picture !== undefined && URL.canParse(picture) && origins.includes(new URL(picture).origin);
}

/** Whether an image has at most {@link MOST_PIXELS} pixels. */
export function isPictureSmall({
  naturalWidth,
  naturalHeight,
}: Pick<HTMLImageElement, 'naturalWidth' | 'naturalHeight'>): boolean {
  return naturalWidth * naturalHeight <= MOST_PIXELS;
}
