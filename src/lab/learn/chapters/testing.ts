import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Chapter } from './chapter.ts';

/** The criteria of a chapter that a log meets, a prediction aside. */
export const metBy = (chapter: Chapter, log: readonly Exchange[]): string[] =>
  chapter
    .proof(log, [])
    .filter(({ met }) => met)
    .map(({ text }) => text);
