import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { GAPS } from './gaps.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  ...GAPS.flatMap(({ name, control }) => [
    { press: name },
    ...(control ? [{ press: `${name}. With ${control.name}` }] : []),
  ]),
];
