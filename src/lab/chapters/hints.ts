import type { Answer } from '../answers.ts';
import type { Exchange } from '../wire/exchange.ts';

/** Opens a hint once the learner has sent anything at all. */
export const onceSent = (log: readonly Exchange[]): boolean => log.length > 0;

/** Opens a hint once the learner has decided something. */
export const onceDecided = (_log: readonly Exchange[], answers: readonly Answer[]): boolean =>
  answers.length > 0;
