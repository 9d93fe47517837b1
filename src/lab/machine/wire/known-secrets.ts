import { encodingsUndone } from './encodings.ts';
import { isMasked, mask } from './mask.ts';

/** Secrets by their values, to be found where no name tells of them. */
export interface KnownSecrets {
  /** Learns a value; a short one would be found everywhere. */
  add(secret: string): void;
  /** Masks every part of a secret of eight characters or more, as it is. */
  maskParts(text: string): string;
  /** Masks every part of a secret of eight characters or more, in whatever encoding it is written. */
  maskIn(text: string): string;
}

/** So many characters in a row are a part of a secret. */
const PART = 8;
/** Octets as a hexadecimal dump writes them. */
const SPACED_HEX = /\b[0-9a-f]{2}(?: [0-9a-f]{2}){7,}\b/gi;
/** Texts that repeat, as headers and addresses do. */
const LONGEST_REMEMBERED = 2_000;

export function createKnownSecrets(): KnownSecrets {
  const parts = new Set<string>();
  const wholes = new Set<string>();
  const remembered = new Map<string, string>();
  const hidingWords = new Map<string, boolean>();

  function addParts(secret: string): void {
    for (let at = 0; at + PART <= secret.length; at += 1) parts.add(secret.slice(at, at + PART));
  }

  function holdsPart(text: string): boolean {
    for (let at = 0; at + PART <= text.length; at += 1) {
      if (parts.has(text.slice(at, at + PART))) return true;
    }
    return false;
  }

  function maskParts(text: string): string {
    let masked = '';
    let done = 0;
    for (let at = 0; at + PART <= text.length; at += 1) {
      if (!parts.has(text.slice(at, at + PART))) continue;
      const start = at;
      let end = at + PART;
      // Parts that overlap are one: what is left beside a mask must not make a part together with its end.
      for (at += 1; at <= end && at + PART <= text.length; at += 1) {
        if (parts.has(text.slice(at, at + PART))) end = at + PART;
      }
      const run = text.slice(start, end);
      // The rest of a part may stand beside it in an encoding: only a whole secret shows its ends.
      masked += text.slice(done, start) + (wholes.has(run) ? mask(run) : mask(''));
      done = end;
      at = end - 1;
    }
    return masked + text.slice(done);
  }

  function hides(word: string): boolean {
    const known = hidingWords.get(word);
    if (known !== undefined) return known;
    const found = encodingsUndone(word).some(holdsPart);
    if (word.length <= LONGEST_REMEMBERED) hidingWords.set(word, found);
    return found;
  }

  return {
    maskParts,
    add(secret) {
      if (isMasked(secret)) return;
      // Of an address only what was drawn at random is secret; `urn:ietf:params:oauth` stands everywhere.
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
      const masked = maskParts(text)
        .replace(SPACED_HEX, (octets) => (hides(octets) ? mask('') : octets))
        .replace(/[^\s"<>]{8,}/g, (word) => (hides(word) ? mask('') : word));
      if (text.length <= LONGEST_REMEMBERED) remembered.set(text, masked);
      return masked;
    },
  };
}
