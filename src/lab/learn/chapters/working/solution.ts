import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { CHECK } from '../reading.ts';

import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Run the sign-in' },
  {
    fill: 'An attacker reads every address that the browser opens. Which message has what the attacker still needs to use the code?',
    with: '7',
  },
  { fill: 'Which message was refused, though its token was genuine and unchanged?', with: '10' },
  { press: CHECK },
];
