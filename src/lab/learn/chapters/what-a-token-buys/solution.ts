import type { Act } from '../act.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Sign in and call a tool' },
  { press: 'Call without a token' },
  { press: 'Get a token for another server' },
  { press: 'Call with that one' },
];
