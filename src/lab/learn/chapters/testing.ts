import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Lesson } from './chapter.ts';

/** The criteria that a log meets in a chapter, without the prediction. */
export const metBy = (chapter: Pick<Lesson, 'proof'>, log: readonly Exchange[]): string[] =>
  chapter
    .proof(log, [])
    .filter(({ met }) => met)
    .map(({ text }) => text);
