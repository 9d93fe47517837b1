import { createContext } from 'react';
import type { Machine } from '../../machine/machine.ts';

/** How an attack ended. The reason comes from the private view of the servers, or from the error of the client. */
export type AttackEnd =
  | { end: 'harm'; exchangeId: number }
  | { end: 'refused by a server'; refusedIds: readonly number[]; reason: string }
  | { end: 'stopped by the client'; reason: string };

export interface ExamAttack {
  slug: string;
  title: string;
  /** Whether the messages of a scenario have proofs of DPoP. The learner sees this in the messages. */
  hasProofs(defended: boolean): boolean;
  play(machine: Machine, defended: boolean): Promise<AttackEnd>;
}

/** Loads the attacks. Their code belongs to another screen, so the plugin of the lab provides it. */
export const ExamAttacksContext = createContext<() => Promise<readonly ExamAttack[]>>(async () => []);
