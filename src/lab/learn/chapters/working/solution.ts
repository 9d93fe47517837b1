import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { CHECK } from '../reading.ts';

import { PREDICTION } from './prediction.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Run the sign-in' },
  { fill: 'Which message carried the code verifier?', with: '7' },
  { fill: 'Which message carried a token that had expired?', with: '10' },
  { press: CHECK },
];
