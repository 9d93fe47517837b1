import { CODE_RUNS } from './character-codes.ts';
import { encodingsUndone } from './encodings.ts';
import { isMasked, LONGEST_READ, mask } from './mask.ts';

/** Secrets by value, to find them where no name marks them. */
export interface KnownSecrets {
  /** Adds a value; a short one is ignored, because it would occur everywhere. */
  add(secret: string): void;
  /** Masks every part of a secret of at least eight characters, in plain text. */
  maskParts(text: string): string;
  /** Masks every part of a secret of at least eight characters, in any encoding. */
  maskIn(text: string): string;
}

/** The length of a part of a secret. */
const PART = 8;
/** Several words with only line breaks between them. */
const WRAPPED = /(?<![^\s"<>])[^\s"<>]+(?:\r?\n[ \t]*[^\s"<>]+)+/g;
const WORD = /[^\s"<>]{8,}/g;
/** Results are cached up to this length, for texts that repeat, such as headers and addresses. */
const LONGEST_REMEMBERED = 2_000;
/** The characters of longer texts whose results are cached: a server may repeat a long header in every response. */
const MOST_REMEMBERED = 2_000_000;

export function createKnownSecrets(): KnownSecrets {
  const parts = new Set<string>();
  const wholes = new Set<string>();
  const remembered = new Map<string, string>();
  const hidingWords = new Map<string, boolean>();
  let left = MOST_REMEMBERED;

  function remember<T>(results: Map<string, T>, text: string, result: T): T {
    if (text.length > LONGEST_REMEMBERED) left -= text.length;
    if (text.length <= LONGEST_REMEMBERED || left >= 0) results.set(text, result);
    return result;
  }

  function addParts(secret: string): void {
    const folded = fold(secret);
    for (let at = 0; at + PART <= folded.length; at += 1) parts.add(folded.slice(at, at + PART));
  }

  function holdsPart(text: string): boolean {
    const folded = fold(text);
    for (let at = 0; at + PART <= folded.length; at += 1) {
      if (parts.has(folded.slice(at, at + PART))) return true;
    }
    return false;
  }

  function maskParts(text: string): string {
    const folded = fold(text);
    let masked = '';
    let done = 0;
    for (let at = 0; at + PART <= text.length; at += 1) {
      if (!parts.has(folded.slice(at, at + PART))) continue;
      const start = at;
      let end = at + PART;
      // Overlapping parts are masked as one, or the rest beside a mask would form a part with its visible end.
      for (at += 1; at <= end && at + PART <= text.length; at += 1) {
        if (parts.has(folded.slice(at, at + PART))) end = at + PART;
      }
      const run = text.slice(start, end);
      // The rest of the secret may follow in an encoding: only a whole secret shows its ends.
      masked += text.slice(done, start) + (wholes.has(run) ? mask(run) : mask(''));
      done = end;
      at = end - 1;
    }
    return masked + text.slice(done);
  }

  function hides(word: string): boolean {
    const known = hidingWords.get(word);
    if (known !== undefined) return known;
    return remember(hidingWords, word, encodingsUndone(word).some(holdsPart));
  }

  return {
    maskParts,
    add(secret) {
      if (isMasked(secret)) return;
      // Only the random parts of an address are secret; `urn:ietf:params:oauth` occurs everywhere.
      const pieces = /^(urn:|[a-z][a-z0-9+.-]*:\/\/)/i.test(secret)
        ? secret.split(/[:/?&=#]/).filter((piece) => /\d/.test(piece))
        : [secret];
      for (const piece of pieces) {
        wholes.add(piece);
        addParts(piece);
      }
    },
    maskIn(text) {
      if (parts.size === 0 || text.length < PART) return text;
      const before = remembered.get(text);
      if (before !== undefined) return before;
      const masked = [WRAPPED, WORD, ...CODE_RUNS].reduce(
        (shown, piece) => shown.replace(piece, (found) => (hides(found) ? mask('') : found)),
        maskParts(text).replace(WORD, (word) => (word.length > LONGEST_READ ? mask('') : word)),
      );
      return remember(remembered, text, masked);
    },
  };
}

/** A text of the same length to compare without case, because host names are lower case. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
