import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { BACKEND, IN_MEMORY, PATTERNS } from './patterns.ts';
import { PREDICTION } from './prediction.ts';

const READ: Act = { press: 'Let the script read the storage' };
const CALL: Act = { press: 'Let the script call from the page' };

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  READ,
  { choose: IN_MEMORY.name, of: PATTERNS.question },
  READ,
  CALL,
  { choose: BACKEND.name, of: PATTERNS.question },
  READ,
  CALL,
  { press: 'Ask for a token in the address' },
];
