import { randomOf, shuffled } from '../exam/draw.ts';
import { QUESTIONS, type RecallQuestion } from './questions.ts';

/** How many questions a set has. */
export const ASKED = 3;

/** A question with its options in an order. */
export interface AskedQuestion {
  question: RecallQuestion;
  options: readonly string[];
}

/** Draws the questions of a set, from chapters that were proven: the same ones for the same seed. */
export function askedQuestions(proven: readonly string[], seed: number): AskedQuestion[] {
  const random = randomOf(seed);
  const known = QUESTIONS.filter(({ chapter }) => proven.includes(chapter));
  return shuffled(known, random)
    .slice(0, ASKED)
    .map((question) => ({
      question,
      options: shuffled([question.right, ...question.wrong.map(({ text }) => text)], random),
    }));
}
