import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign a person in, and take the code' },
  { press: 'Redeem the stolen code' },
  { fill: 'Search the bundle', with: 'secret:' },
  { pick: 'Take the value from line 11' },
  { press: 'Redeem the stolen code' },
];
