/** The specs with servers of public bug reports. Only `npm run test:cases` and CI run them, because they take long. */
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
