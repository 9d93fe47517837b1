import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { DOCUMENTS } from './documents.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  ...DOCUMENTS.flatMap(({ name }) => [{ press: `Discover ${name}` }, { press: `Give the client ${name}` }]),
];
