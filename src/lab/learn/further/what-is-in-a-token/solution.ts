import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { ASKS, CHECKS } from './checks.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign in and call a tool' },
  { press: 'Change the exp of the JWT to next year, and call' },
  { press: 'Call with the opaque token' },
  { press: 'Revoke the access token, and call' },
  { press: 'Advance the clock by 16 minutes, and call' },
  { choose: ASKS, of: CHECKS.question },
  { press: 'Sign in and call a tool' },
  { press: 'Introspect the token as the app' },
  { press: 'Revoke the access token, and call' },
];
