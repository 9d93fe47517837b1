import { isRawNumber } from '../exact-numbers.ts';

/** What is wrong with a part of a value, and where that part is. */
interface Problem {
  /** JSON Pointer of the value. */
  path: string;
  message: string;
  /** A text from the server. A page shows it after the message, marked as the words of the server. */
  quoted?: string | undefined;
}

export interface Verdict {
  problems: Problem[];
  /** Whether something was not checked: for example a keyword that this page does not know, or a broken reference. */
  incomplete: boolean;
}

export type Check = (schema: unknown, value: unknown, path: string) => Verdict;

/** Takes units of work out of the budget of one validation. @returns whether the budget was large enough. */
export type Spend = (work: number) => boolean;

export type KeywordCheck = (
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
  path: string,
  check: Check,
  spend: Spend,
) => Verdict;

export const FINE: Verdict = { problems: [], incomplete: false };
export const UNKNOWN: Verdict = { problems: [], incomplete: true };
export const wrong = (path: string, message: string, quoted?: string): Verdict => ({
  problems: [{ path, message, quoted }],
  incomplete: false,
});

/** The maximum number of problems to report. No user corrects more at once, and a schema can repeat the same problem endlessly. */
export const MOST_PROBLEMS = 100;

/** Joins verdicts, and keeps the first {@link MOST_PROBLEMS} problems. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const problems: Problem[] = [];
  for (const verdict of verdicts) {
    problems.push(...verdict.problems.slice(0, MOST_PROBLEMS - problems.length));
  }
  return { problems, incomplete: verdicts.some(({ incomplete }) => incomplete) };
}

export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isRawNumber(value) ? 'number' : typeof value;
}

/**
 * The members of a value if it is an object. `Object()` would turn each character of a text into a member, and a text from a server may have millions of characters.
 */
export function membersIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The number of the keywords of a schema, plus the number of their members. */
export function membersOf(schema: object): number {
  return Object.values(schema).reduce<number>((total, keyword) => total + 1 + sizeOf(keyword), 0);
}

function sizeOf(keyword: unknown): number {
  return typeof keyword === 'object' ? Object.keys(Object(keyword)).length : 0;
}

/** A number with its unit, such as *1 character* and *2 characters*. */
export const counted = (number: number, unit: string): string =>
  `${number} ${unit}${number === 1 ? '' : 's'}`;
