import type { Answer } from '../../machine/answers.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** Opens a hint once the learner has sent anything at all. */
export const onceSent = (log: readonly Exchange[]): boolean => log.length > 0;

/** Opens a hint once the learner has decided something. */
export const onceDecided = (_log: readonly Exchange[], answers: readonly Answer[]): boolean =>
  answers.length > 0;
