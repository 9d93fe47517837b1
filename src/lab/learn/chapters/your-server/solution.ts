import type { Act } from '../act.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Check this server' },
  { press: 'Export the report' },
  { press: 'Export the messages' },
];
