import type { Act } from '../chapter.ts';
import { FOUND_LINES } from './found-lines.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Run it once, and shuffle' },
  ...['open /authorize', 'POST /token with code and verifier', 'refresh'].flatMap((step) => [
    { press: `Later: ${step}` },
    { press: `Later: ${step}` },
  ]),
  { press: 'Check the order' },
  ...FOUND_LINES.map(({ wrong }) => ({ press: wrong })),
];
