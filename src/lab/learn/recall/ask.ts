import { randomOf, shuffled } from '../exam/draw.ts';
import { QUESTIONS, type RecallQuestion } from './questions.ts';

/** How many questions are asked on a later day. */
export const ASKED = 3;

/** A question with its options in a random order. */
export interface AskedQuestion {
  question: RecallQuestion;
  options: readonly string[];
}

/** Draws some questions about these chapters. The same seed gives the same questions. */
export function askedQuestions(slugs: readonly string[], count: number, seed: number): AskedQuestion[] {
  const random = randomOf(seed);
  const known = QUESTIONS.filter(({ chapter }) => slugs.includes(chapter));
  return shuffled(known, random)
    .slice(0, count)
    .map((question) => ({
      question,
      options: shuffled([question.right, ...Object.keys(question.wrong)], random),
    }));
}
