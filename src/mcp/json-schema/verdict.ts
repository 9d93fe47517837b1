import { isRawNumber } from '../exact-numbers.ts';

/** What is wrong with a value, and where in it. */
export interface Problem {
  /** JSON Pointer of the value. */
  path: string;
  message: string;
  /** A text of the server that the message ends with; to be shown as such. */
  quoted?: string;
}

/** What a schema says about a value. */
export interface Verdict {
  problems: Problem[];
  /** Whether something was not looked at: a keyword this page does not know, a reference that leads nowhere. */
  incomplete: boolean;
}

/** Checks a part of the value by a part of the schema. */
export type Check = (schema: unknown, value: unknown, path: string) => Verdict;

/** The keywords of one schema, checked for one value. */
export type KeywordCheck = (
  schema: Readonly<Record<string, unknown>>,
  value: unknown,
  path: string,
  check: Check,
) => Verdict;

export const FINE: Verdict = { problems: [], incomplete: false };
export const UNKNOWN: Verdict = { problems: [], incomplete: true };
export const wrong = (path: string, message: string, quoted?: string): Verdict => ({
  problems: [{ path, message, ...(quoted !== undefined && { quoted }) }],
  incomplete: false,
});

/** All of several verdicts. */
export function together(verdicts: readonly Verdict[]): Verdict {
  return {
    problems: verdicts.flatMap(({ problems }) => problems),
    incomplete: verdicts.some(({ incomplete }) => incomplete),
  };
}

/** The type of a JSON value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return isRawNumber(value) ? 'number' : typeof value;
}
