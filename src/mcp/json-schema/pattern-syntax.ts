/** A pattern as a tree: the conditions on characters, and their order. */
export type PatternNode =
  | { kind: 'character'; test(character: string): boolean }
  | { kind: 'at'; test(before: string | undefined, after: string | undefined): boolean }
  | { kind: 'sequence'; parts: PatternNode[] }
  | { kind: 'either'; options: PatternNode[] }
  | { kind: 'repeat'; part: PatternNode; least: number; most: number };

const LONGEST = 1_000;

class Unsupported extends Error {}

/**
 * Reads a pattern in the syntax of regular expressions with the flag `u`, which JSON Schema recommends.
 *
 * @returns `undefined` for an invalid pattern, a pattern of more than 1,000 characters, and a pattern that cannot be
 * matched in one pass over the text, because it has lookaround or back references.
 */
export function parsePattern(pattern: string): PatternNode | undefined {
  if (pattern.length > LONGEST || !isPattern(pattern)) return undefined;
  try {
    return new Reader(pattern).options();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** Only compiles the pattern, and never runs it. */
function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** A class, an escape or `.`: the browser matches one character, which never takes long. */
function one(source: string): PatternNode {
  const expression = new RegExp(`^${source}$`, 'u');
  return { kind: 'character', test: (character) => expression.test(character) };
}

const isWord = (character = '') => /\w/.test(character);
const isBoundary = (before: string | undefined, after: string | undefined) =>
  isWord(before) !== isWord(after);

/** Matches an atom for one character, in a pattern that is known to be well formed. */
const SINGLE =
  /\[(?:[^\]\\]|\\.)*\]|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\[pPu]\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[^1-9kbBpPuxc]|[^\\()[\]{}*+?|^$]/uy;
const QUANTIFIER = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/uy;
const GROUP = /\((?:\?:|\?<[^=!][^>]*>|(?!\?))/uy;
const ASSERTION = /\^|\$|\\[bB]/uy;

class Reader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  options(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take(/\|/uy)) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only ? only : { kind: 'either', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#pattern.length && !/[|)]/.test(this.#pattern.charAt(this.#at))) {
      parts.push(this.#part());
    }
    return { kind: 'sequence', parts };
  }

  #part(): PatternNode {
    const assertion = this.#take(ASSERTION)?.[0];
    if (assertion) return { kind: 'at', test: ASSERTIONS[assertion] ?? isBoundary };
    const part = this.#atom();
    const quantifier = this.#take(QUANTIFIER);
    if (!quantifier) return part;
    const [, sign, least, comma, most] = quantifier;
    if (sign)
      return {
        kind: 'repeat',
        part,
        least: sign === '+' ? 1 : 0,
        most: sign === '?' ? 1 : Number.POSITIVE_INFINITY,
      };
    const open = most ? Number(most) : Number.POSITIVE_INFINITY;
    return { kind: 'repeat', part, least: Number(least), most: comma ? open : Number(least) };
  }

  #atom(): PatternNode {
    if (this.#take(GROUP)) {
      const inner = this.options();
      if (!this.#take(/\)/uy)) throw new Unsupported();
      return inner;
    }
    const single = this.#take(SINGLE)?.[0];
    if (single === undefined) throw new Unsupported();
    return /^[\\[.]/.test(single)
      ? one(single)
      : { kind: 'character', test: (character) => character === single };
  }

  #take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#pattern);
    if (found) this.#at += found[0].length;
    return found;
  }
}

const ASSERTIONS: Readonly<
  Record<string, (before: string | undefined, after: string | undefined) => boolean>
> = {
  '^': (before) => before === undefined,
  $: (_before, after) => after === undefined,
  '\\b': isBoundary,
  '\\B': (before, after) => !isBoundary(before, after),
};
