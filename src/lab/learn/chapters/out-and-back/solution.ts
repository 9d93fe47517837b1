import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';
import { WAYS } from './ways.ts';

export const solution: readonly Act[] = [...actsOf(PREDICTION), ...WAYS.map(({ name }) => ({ press: name }))];
