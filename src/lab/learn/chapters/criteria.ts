import type { Decision } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Lesson } from './chapter.ts';
import type { Criterion } from './criterion.ts';
import { predictedRight, sincePrediction } from './prediction.ts';
import { readRight } from './reading.ts';

/** The criteria of a chapter, in order: a right prediction, the messages after it, and the questions about them. */
export function criteriaOf(
  { prediction, proof, reading }: Lesson,
  log: readonly Exchange[],
  decisions: readonly Decision[],
): Criterion[] {
  const counted = prediction ? sincePrediction(prediction, log, decisions) : log;
  return [
    ...(prediction ? [predictedRight(prediction, decisions)] : []),
    ...proof(counted, decisions),
    ...(reading ? [readRight(reading, counted, decisions)] : []),
  ];
}

export function isProven(
  chapter: Lesson,
  log: readonly Exchange[],
  decisions: readonly Decision[] = [],
): boolean {
  return criteriaOf(chapter, log, decisions).every(({ met }) => met);
}
