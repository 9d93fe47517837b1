/**
 * The specs with servers of public bug reports. They test each server in Connect, in Check and in the terminal. These
 * specs take as long as all other specs together, so only `npm run test:cases` and CI run them.
 */
export const CASES = [
  'real/reaching.spec.ts',
  'real/odd-responses.spec.ts',
  'real/connection.spec.ts',
  'real/lazy.spec.ts',
  'real/registration.spec.ts',
  'real/results.spec.ts',
  'lab/real/agreement.spec.ts',
  'lab/real/terminal-pairs.spec.ts',
];
