import type { Act } from '../act.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Change nothing' },
  { press: 'Change the state' },
  { press: 'Change the issuer' },
  { press: 'Change the redirect_uri' },
];
