import { CODE_RUNS } from './character-codes.ts';
import { encodingsUndone } from './encodings.ts';
import { HIDDEN, LONGEST_READ, mask } from './mask.ts';
import { createSecretParts, fold, lettersOf, PART } from './secret-parts.ts';

/** Short secrets that a person states, masked only as whole words, because their letters occur everywhere. */
interface StatedSecrets {
  add(secret: string): void;
  /** Masks every stated secret, as stated and in the encodings in which it stays one word. */
  maskIn(text: string): string;
}

function createStatedSecrets(): StatedSecrets {
  const spellings = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add(secret) {
      for (const spelling of spellingsOf(secret)) spellings.add(spelling.replace(/[^\w]/g, '\\$&'));
      pattern = new RegExp(`(?<![a-z0-9])(?:${[...spellings].join('|')})(?![a-z0-9])`, 'gi');
    },
    maskIn: (text) => (pattern ? text.replace(pattern, HIDDEN) : text),
  };
}

function spellingsOf(secret: string): string[] {
  const octets = Array.from(new TextEncoder().encode(secret), (octet) => String.fromCharCode(octet));
  const hexadecimal = octets.map((octet) => octet.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return [secret, encodeURIComponent(secret), hexadecimal, btoa(octets.join('')).replace(/=+$/, '')];
}

/** Knows secrets by their values, to find them where no name marks them. */
export interface KnownSecrets {
  /** Adds a value. A short value is ignored, because it would occur everywhere. */
  add(secret: string): void;
  /** Adds a value that a person states to be secret; fewer than {@link SHORTEST_STATED} characters are ignored. */
  addStated(secret: string): void;
  /** In plain text, masks every run of eight or more characters that comes from a secret. */
  maskParts(text: string): string;
  /** In any encoding, masks every run of eight or more characters that comes from a secret. */
  maskIn(text: string): string;
}

const SHORTEST_STATED = 4;
/** Several words with only line breaks between them. */
const WRAPPED = /(?<![^\s"<>])[^\s"<>]+(?:\r?\n[ \t]*[^\s"<>]+)+/g;
const WORD = /[^\s"<>]{8,}/g;
/** The results for all texts up to this length are cached, because texts such as headers and addresses repeat. */
const LONGEST_REMEMBERED = 2_000;
/** The results for longer texts are cached up to this total length: a server may repeat a long header. */
const MOST_REMEMBERED = 2_000_000;

export function createKnownSecrets(): KnownSecrets {
  const parts = createSecretParts();
  const stated = createStatedSecrets();
  const wholes = new Set<string>();
  const remembered = new Map<string, string>();
  const hidingWords = new Map<string, boolean>();
  let left = MOST_REMEMBERED;

  function remember<T>(results: Map<string, T>, text: string, result: T): T {
    if (text.length > LONGEST_REMEMBERED) left -= text.length;
    if (text.length <= LONGEST_REMEMBERED || left >= 0) results.set(text, result);
    return result;
  }

  function holdsPart(text: string): boolean {
    for (const _ of parts.runsIn(fold(text))) return true;
    return false;
  }

  function maskParts(text: string): string {
    let masked = '';
    let done = 0;
    for (const { start, end } of parts.runsIn(fold(text))) {
      const run = text.slice(start, end);
      // A mask shows the first and last characters of a secret. After a part of a secret, the rest may follow in an
      // encoding, so a part is hidden completely.
      masked += text.slice(done, start) + (wholes.has(run) ? mask(run) : HIDDEN);
      done = end;
    }
    return masked + text.slice(done);
  }

  /** Masks a secret whose letters are written apart, or in another form: `k9SE-CRET`, `k 9 S`, `ｋ９Ｓ`. */
  function maskApart(text: string): string {
    const { letters, places } = lettersOf(text);
    let masked = '';
    let done = 0;
    for (const { start, end } of parts.runsIn(letters)) {
      masked += text.slice(done, places[start]?.from) + HIDDEN;
      done = places[end - 1]?.to ?? text.length;
    }
    return masked + text.slice(done);
  }

  function hides(word: string): boolean {
    const known = hidingWords.get(word);
    if (known !== undefined) return known;
    return remember(hidingWords, word, encodingsUndone(word).some(holdsPart));
  }

  function add(secret: string): void {
    // Only the random parts of an address are secret; `urn:ietf:params:oauth` occurs everywhere.
    const pieces = /^(urn:|[a-z][a-z0-9+.-]*:\/\/)/i.test(secret)
      ? secret.split(/[:/?&=#]/).filter((piece) => /\d/.test(piece))
      : [secret];
    for (const piece of pieces) {
      if (piece.length <= LONGEST_READ) wholes.add(piece);
      parts.add(piece);
    }
  }

  return {
    add,
    addStated(secret) {
      if (secret.length >= PART) add(secret);
      else if (secret.length >= SHORTEST_STATED) stated.add(secret);
    },
    maskParts: (text) => stated.maskIn(maskParts(text)),
    maskIn(given) {
      const text = stated.maskIn(given);
      if (parts.isEmpty()) return text;
      const before = remembered.get(text);
      if (before !== undefined) return before;
      const decoded = [WRAPPED, WORD, ...CODE_RUNS].reduce(
        (shown, piece) => shown.replace(piece, (found) => (hides(found) ? HIDDEN : found)),
        maskParts(text).replace(WORD, (word) => (word.length > LONGEST_READ ? HIDDEN : word)),
      );
      return remember(remembered, text, maskApart(decoded));
    },
  };
}
