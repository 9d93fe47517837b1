import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import type { Attack } from './attack.ts';
import { ALL_DEFENCES, type Defence, OF_REAL_DOCUMENTS } from './defences.ts';
import { type AttackOutcome, playAttack } from './play-attack.ts';

/** How a cell is played: with this defence and nothing else, or with everything else and not this one. */
export type MatrixKind = 'only' | 'without';

/** One cell of the matrix, as it was played. */
export interface MatrixCell {
  attack: Attack;
  defence: Defence;
  outcome: AttackOutcome;
}

/** The defences of the columns: those that a run without windows can switch. */
export const MATRIX_DEFENCES = ALL_DEFENCES.filter((defence) => !OF_REAL_DOCUMENTS.includes(defence));

/** The cells that {@link playMatrix} plays, in order. */
export function matrixCells(attacks: readonly Attack[]): { attack: Attack; defence: Defence }[] {
  return attacks
    .filter(({ needs }) => needs === undefined)
    .flatMap((attack) => MATRIX_DEFENCES.map((defence) => ({ attack, defence })));
}

/**
 * Plays every attack once for every defence, each on a machine of its own. Lets go of the thread between two.
 *
 * @throws whatever went wrong that is no refusal: then that cell says nothing.
 */
export async function* playMatrix(
  attacks: readonly Attack[],
  kind: MatrixKind,
  origin: string,
): AsyncGenerator<MatrixCell, void, void> {
  for (const { attack, defence } of matrixCells(attacks)) {
    const machine = createMachine({ origin, createRun });
    const stage = kind === 'only' ? { only: defence } : { without: defence };
    yield { attack, defence, outcome: await playAttack(attack, machine, stage) };
  }
}
