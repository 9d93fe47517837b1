import type { Act } from '../act.ts';
import { WRONG_LINES } from './wrong-lines.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Run it once, and shuffle' },
  ...['open /authorize', 'POST /token with code and verifier', 'refresh'].flatMap((step) => [
    { press: `Later: ${step}` },
    { press: `Later: ${step}` },
  ]),
  { press: 'Check the order' },
  ...WRONG_LINES.map(({ wrong }) => ({ press: wrong })),
];
