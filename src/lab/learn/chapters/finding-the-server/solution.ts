import type { Act } from '../act.ts';
import { DOCUMENTS } from './documents.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = DOCUMENTS.flatMap(({ name, right }) => [
  { press: `Discover ${name}` },
  { press: right === 'stop' ? `Stop at ${name}` : `Go on with ${name}` },
]);
