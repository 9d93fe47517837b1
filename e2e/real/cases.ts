/**
 * The specs with servers of public reports test each server in Connect, in Check and in the terminal. They take
 * as long as all others together, so `npm run test:cases` and CI run them, and `npm test` does not.
 */
export const CASES = [
  'real/reaching.spec.ts',
  'real/odd-responses.spec.ts',
  'real/connection.spec.ts',
  'real/lazy.spec.ts',
  'real/registration.spec.ts',
  'real/results.spec.ts',
  'lab/real/agreement.spec.ts',
  'lab/real/terminal.spec.ts',
  'lab/real/terminal-pairs.spec.ts',
];
