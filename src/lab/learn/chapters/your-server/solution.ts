import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Look at it' },
  { press: 'Take the report along' },
  { press: 'Take the messages along' },
];
