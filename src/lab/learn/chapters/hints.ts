import type { Decision } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';

/** Opens a hint once the learner has sent anything at all. */
export const onceSent = (log: readonly Exchange[]): boolean => log.length > 0;

/** Opens a hint once the learner has decided something. */
export const onceDecided = (_log: readonly Exchange[], decisions: readonly Decision[]): boolean =>
  decisions.length > 0;
