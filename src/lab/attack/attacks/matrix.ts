import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import type { Attack } from './attack.ts';
import { ALL_DEFENCES, type Defence, NEED_WINDOWS } from './defences.ts';
import { type AttackOutcome, playAttack } from './play-attack.ts';

/** How a cell is played: with only the defence of the cell, or with all defences except the defence of the cell. */
export type MatrixKind = 'only' | 'without';

export interface MatrixCell {
  attack: Attack;
  defence: Defence;
  outcome: AttackOutcome;
}

/** The matrix has a column for each defence that needs no windows. */
export const MATRIX_DEFENCES = ALL_DEFENCES.filter((defence) => !NEED_WINDOWS.includes(defence));

export function matrixCells(attacks: readonly Attack[]): { attack: Attack; defence: Defence }[] {
  return attacks
    .filter(({ needs }) => needs === undefined)
    .flatMap((attack) => MATRIX_DEFENCES.map((defence) => ({ attack, defence })));
}

/**
 * Plays every attack once for every defence, each time on a new machine. Yields after each cell.
 *
 * @throws any error that is not a refusal, because a cell with such an error is no evidence about the defence.
 */
export async function* playMatrix(
  attacks: readonly Attack[],
  kind: MatrixKind,
  origin: string,
): AsyncGenerator<MatrixCell, void, void> {
  for (const { attack, defence } of matrixCells(attacks)) {
    const machine = createMachine({ origin, createRun });
    const scenario = kind === 'only' ? { only: defence } : { without: defence };
    yield { attack, defence, outcome: await playAttack(attack, machine, scenario) };
  }
}
