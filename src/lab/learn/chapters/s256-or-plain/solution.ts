import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'It works only with plain' },
  { press: 'Sign in with plain, and steal' },
  { press: 'Sign in with S256, and steal' },
];
