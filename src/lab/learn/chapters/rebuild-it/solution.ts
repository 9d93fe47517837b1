import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';
import { WRONG_LINES } from './wrong-lines.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Run it once, and shuffle' },
  ...['open /authorize', 'POST /token with code and verifier', 'refresh'].flatMap((step) => [
    { pick: `Later: ${step}` },
    { pick: `Later: ${step}` },
  ]),
  { press: 'Check the order' },
  ...WRONG_LINES.flatMap(({ name, wrong, consequence }) => [
    { pick: wrong },
    { choose: consequence, of: `And what it leads to: ${name}` },
    { press: `Check ${name}` },
  ]),
];
