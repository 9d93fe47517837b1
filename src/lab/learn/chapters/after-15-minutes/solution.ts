import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { CHECKS, READS_ALONE } from './checks.ts';
import { PREDICTION } from './prediction.ts';

/** The tokens are replaced after the expiry, and a thief presents the refresh token that was replaced. */
const theft: readonly Act[] = [
  { press: 'Sign in and call a tool' },
  { press: 'Advance the clock by 16 minutes' },
  { press: 'Send the old call again' },
  { press: 'Call with the client' },
  { press: 'As a thief, send the first refresh token' },
  { press: 'Send the newest call again' },
];

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  ...theft,
  { choose: READS_ALONE, of: CHECKS.question },
  ...theft,
];
