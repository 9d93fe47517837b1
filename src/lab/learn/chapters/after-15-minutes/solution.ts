import type { Act } from '../act.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Sign in and call a tool' },
  { press: 'Advance the clock by 16 minutes' },
  { press: 'Send the old call again' },
  { press: 'Call with the client' },
  { press: 'Send the old refresh token' },
  { press: 'Send the newest call again' },
];
