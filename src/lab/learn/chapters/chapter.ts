import type { Decision } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** What a chapter requires, and whether the log shows it. */
export interface Criterion {
  text: string;
  met: boolean;
  /** What the log shows: a status, a reason. */
  evidence?: string;
}

/**
 * What a person does to solve a chapter, by role and name, so that a test can do the same. `{origin}` in
 * a filled-in text is replaced by the origin of the page.
 */
export type Act = { press: string } | { fill: string; with: string };

/** Help, unlocked after the learner has tried something. */
export interface Hint {
  text: string;
  /** Read from the log, like the proof. */
  unlocked(log: readonly Exchange[], decisions: readonly Decision[]): boolean;
}

/** A question, an exercise, and a proof that is read from the event log. */
export interface Chapter {
  slug: string;
  number: number;
  /** For the rail. */
  title: string;
  question: string;
  /** The facts it teaches, by their numbers in the README of this screen. */
  facts: readonly string[];
  proof(log: readonly Exchange[], decisions: readonly Decision[]): Criterion[];
  hints: readonly [Hint, ...Hint[]];
}

/** Whether the log proves a chapter. */
export function isProven(
  chapter: Chapter,
  log: readonly Exchange[],
  decisions: readonly Decision[] = [],
): boolean {
  return chapter.proof(log, decisions).every(({ met }) => met);
}
