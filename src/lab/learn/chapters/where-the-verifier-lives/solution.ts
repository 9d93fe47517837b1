import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign in twice, one shared slot' },
  { press: 'Sign in twice, a record in each tab' },
  { press: 'Kill the app during the sign-in' },
  { press: 'Start the app again' },
];
