import type { Step } from '../../machine/panes/steps.ts';

/** The name of the value that each step is about, for a link to this value. A step that is about no value is absent. */
export const VALUE_OF_STEP: Readonly<Partial<Record<Step, string>>> = {
  1: 'www-authenticate',
  2: 'code_challenge',
  3: 'state',
  4: 'username',
  5: 'code',
  6: 'code_verifier',
  7: 'expires_in',
  8: 'authorization',
  9: 'www-authenticate',
  10: 'refresh_token',
};
