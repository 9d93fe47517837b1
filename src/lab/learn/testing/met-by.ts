import { testMachine } from '../../machine/testing/run.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Lesson } from '../chapters/chapter.ts';

/** The criteria that a log meets in a chapter, without the prediction. */
export const metBy = (chapter: Pick<Lesson, 'proof'>, log: readonly Exchange[]): string[] =>
  chapter
    .proof(log, [])
    .filter(({ met }) => met)
    .map(({ text }) => text);

/** A machine, and the criteria of a chapter that its log meets. */
export function machineFor(chapter: Pick<Lesson, 'proof'>) {
  const machine = testMachine();
  return { machine, met: () => metBy(chapter, machine.log.getSnapshot()) };
}
