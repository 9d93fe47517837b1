import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Serve the honest document' },
  { press: 'Take S256 out' },
  { press: 'Put another issuer in' },
];
