import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Get a code' },
  { fill: 'code_verifier', with: 'a-guess-of-the-right-length-but-not-the-one-x' },
  { press: 'Send POST /token' },
  { press: 'Put the right values back' },
  { fill: 'code_verifier', with: '' },
  { press: 'Send POST /token' },
  { press: 'Put the right values back' },
  { fill: 'client_id', with: 'other-app' },
  { press: 'Send POST /token' },
  { press: 'Put the right values back' },
  { press: 'Send POST /token' },
  { press: 'Send POST /token' },
];
