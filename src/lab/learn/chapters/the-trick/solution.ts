import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { pick: 'Character 1: d' },
  { press: 'Open /authorize with this challenge' },
  { fill: 'code_challenge', with: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' },
  { press: 'Open /authorize with this challenge' },
  { press: 'Send a verifier of 42 characters' },
  { press: 'Send a verifier of 129 characters' },
];
