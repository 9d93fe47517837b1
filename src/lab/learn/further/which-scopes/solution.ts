import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { CONSENT, EVERYTHING } from './consent.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign in and list the notes' },
  { press: 'Write a note' },
  { press: 'Refresh, and ask for notes:write' },
  { press: 'Step up: sign in again for notes:write' },
  { press: 'Write a note' },
  { choose: EVERYTHING, of: CONSENT.question },
  { press: 'Sign in and list the notes' },
  { press: 'Write a note' },
  { press: 'Step up: sign in again for notes:write' },
  { press: 'Write a note' },
];
