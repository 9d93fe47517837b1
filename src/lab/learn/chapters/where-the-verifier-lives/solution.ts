import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Sign in twice, one shared slot' },
  { press: 'Sign in twice, a record of each tab' },
  { press: 'Kill the app in between' },
  { press: 'Start it again' },
];
