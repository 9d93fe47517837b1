import type { Act } from '../chapter.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Sign in and call a tool' },
  { press: 'Move the clock on by 16 minutes' },
  { press: 'Send the old call again' },
  { press: 'Let the client call' },
  { press: 'Send the old refresh token' },
  { press: 'Send the newest call again' },
];
