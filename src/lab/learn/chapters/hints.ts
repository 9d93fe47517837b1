import type { Decision } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** A hint. A hint without `unlocked` is unlocked once the learner has sent any message. */
export type Hint = string | { text: string; unlocked: Unlocked };
type Unlocked = (log: readonly Exchange[], decisions: readonly Decision[]) => boolean;

const onceSent: Unlocked = (log) => log.length > 0;

export const readHint = (hint: Hint): { text: string; unlocked: Unlocked } =>
  typeof hint === 'string' ? { text: hint, unlocked: onceSent } : hint;
