import type { Answer } from '../../machine/answers.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** Something a chapter wants to see happen, and whether the log shows it. */
export interface Claim {
  text: string;
  met: boolean;
  /** What the log shows: a status, a reason. */
  evidence?: string;
}

/**
 * What a person does to solve a chapter: by role and name, so that a browser can do the same. `{origin}` in
 * what is filled in stands for the origin of the page.
 */
export type Act = { press: string } | { fill: string; with: string };

/** A word of help, given once something was tried. */
export interface Hint {
  text: string;
  /** Read from the log, like the proof. */
  unlocked(log: readonly Exchange[], answers: readonly Answer[]): boolean;
}

/** A question, something to do, and a proof that is read from the event log and never told. */
export interface Chapter {
  slug: string;
  number: number;
  /** For the rail. */
  title: string;
  question: string;
  /** The facts it teaches, by their numbers in the README of the lab. */
  facts: readonly string[];
  proof(log: readonly Exchange[], answers: readonly Answer[]): Claim[];
  hints: readonly [Hint, ...Hint[]];
}

/** Whether the log proves a chapter. */
export function isProven(
  chapter: Chapter,
  log: readonly Exchange[],
  answers: readonly Answer[] = [],
): boolean {
  return chapter.proof(log, answers).every(({ met }) => met);
}
