import type { Decision } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Criterion } from './criterion.ts';
import type { Hint } from './hints.ts';
import type { Prediction } from './prediction.ts';
import type { Reading } from './reading.ts';

/** A question, a prediction, an exercise, and a proof that is read from the event log. */
export interface Lesson {
  slug: string;
  /** The title in the rail. */
  title: string;
  question: string;
  /** What a learner has shown with the proof ("You showed that …"), and the criterion whose message shows it. */
  shows: { that: string; by: string };
  /** The facts that the chapter teaches, by their numbers in the README of this screen. */
  facts: readonly string[];
  /** The prediction before the exercise. Messages that were sent before a right prediction do not count. */
  prediction?: Prediction;
  /** The criteria that the messages must meet. @param log the messages that count. */
  proof(log: readonly Exchange[], decisions: readonly Decision[]): Criterion[];
  /** Questions about the messages of the exercise, asked after the exercise. */
  reading?: Reading;
  hints: readonly [Hint, ...Hint[]];
  /** Whether the machine hides the step numbers for now, because the learner has to find the order of the steps. */
  hidesSteps?(decisions: readonly Decision[]): boolean;
}

/** A lesson with a number in the course. The lessons of `../further` have no number. */
export interface Chapter extends Lesson {
  number: number;
}
