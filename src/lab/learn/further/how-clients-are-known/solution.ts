import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { ATTEMPTS } from './attempts.ts';
import { PREDICTION } from './prediction.ts';
import { WAYS } from './ways.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  // The first way is chosen already.
  ...WAYS.all.flatMap(({ name }, index): Act[] => [
    ...(index > 0 ? [{ choose: name, of: WAYS.question }] : []),
    { press: 'Sign in' },
    { press: 'Ask for the code elsewhere' },
  ]),
  ...ATTEMPTS.map(({ name }): Act => ({ press: name })),
];
