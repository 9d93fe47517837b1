import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign in and call a tool' },
  { press: 'Call without a token' },
  { press: 'Call with this token from another machine' },
  { press: 'Get a token for another server' },
  { press: 'Call with the other token' },
  { press: 'Rewrite its aud, and call' },
];
