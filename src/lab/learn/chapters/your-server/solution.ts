import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Check this server' },
  { press: 'Export the report' },
  { press: 'Export the messages' },
];
