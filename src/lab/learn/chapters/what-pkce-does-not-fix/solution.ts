import type { Act } from '../act.ts';
import { GAPS } from './gaps.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = GAPS.flatMap(({ name, control }) => [
  { press: name },
  { press: `${name}. With ${control}` },
]);
