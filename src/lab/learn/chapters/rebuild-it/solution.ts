import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';
import { WRONG_LINES } from './wrong-lines.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Run the steps once, and shuffle them' },
  ...['open /authorize', 'POST /token with code and verifier', 'refresh'].flatMap((step) => [
    { pick: `Later: ${step}` },
    { pick: `Later: ${step}` },
  ]),
  { press: 'Check the order' },
  ...WRONG_LINES.flatMap(({ name, wrong, consequence }) => [
    { pick: wrong },
    { choose: consequence, of: `What the wrong line leads to: ${name}` },
    { press: `Check ${name}` },
  ]),
];
