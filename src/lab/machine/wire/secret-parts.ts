import { LONGEST_READ } from './mask.ts';

/** The parts of secrets, to find them again in other texts. */
export interface SecretParts {
  add(secret: string): void;
  isEmpty(): boolean;
  /** The places of parts in a folded text. Parts that overlap, as in a long secret, are one place. */
  runsIn(folded: string): Iterable<{ start: number; end: number }>;
}

/** The length of a part. */
export const PART = 8;
/** No more parts than this are learned: a server may send a new cookie of 250,000 characters with every response. */
const MOST_PARTS = 1_000_000;

export function createSecretParts(): SecretParts {
  const parts = new Set<string>();

  function* runsIn(folded: string): Generator<{ start: number; end: number }> {
    for (let at = 0; at + PART <= folded.length; at += 1) {
      if (!parts.has(folded.slice(at, at + PART))) continue;
      const start = at;
      let end = at + PART;
      for (at += 1; at <= end; at += 1) {
        if (parts.has(folded.slice(at, at + PART))) end = at + PART;
      }
      yield { start, end };
      at = end - 1;
    }
  }

  return {
    runsIn,
    isEmpty: () => parts.size === 0,
    add(secret) {
      if (parts.size >= MOST_PARTS) return;
      const folded = fold(secret.slice(0, LONGEST_READ));
      for (const text of new Set([folded, lettersOf(folded).letters])) {
        for (let at = 0; at + PART <= text.length; at += 1) parts.add(text.slice(at, at + PART));
      }
    },
  };
}

/** A text of the same length in lower case, for comparison: host names are in lower case. */
export const fold = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** The letters and digits of a text, in the form that they have in ASCII, and the place of each in the text. */
export interface Letters {
  letters: string;
  /** For each letter: the index of its character, and the index after that character. */
  places: readonly { from: number; to: number }[];
}

/** Reads a text without the characters between its letters, such as spaces, dashes, dots, and invisible characters. */
export function lettersOf(text: string): Letters {
  const places: { from: number; to: number }[] = [];
  let letters = '';
  for (const { 0: character, index } of text.matchAll(/[a-zA-Z0-9]|[^\0-\x7f]/gu)) {
    const plain = fold(character.normalize('NFKD')).replace(/[^a-z0-9]/g, '');
    letters += plain;
    for (const _ of plain) places.push({ from: index, to: index + character.length });
  }
  return { letters, places };
}
