/** A part of the code that one run mutates. */
export interface Subject {
  mutate: readonly string[];
  /** The folder of the tests that run for each mutant. */
  tests: string;
  /** The lowest score in percent. */
  atLeast: number;
}

/** The parts by name. `wire` records, masks and exports messages; `check` judges a server. */
export const SUBJECTS: Readonly<Record<string, Subject>> = {
  oauth: {
    // The excluded files contain texts, or call browser APIs, which the browser lanes test.
    mutate: [
      'src/oauth/**/*.ts',
      '!src/oauth/error-descriptions.ts',
      '!src/oauth/platform.ts',
      '!src/oauth/confined-fetch.ts',
    ],
    tests: 'src/oauth',
    atLeast: 97,
  },
  'authorization-server': {
    mutate: ['src/mocks/authorization-server/**/*.ts'],
    tests: 'src/mocks',
    atLeast: 90,
  },
  'resource-server': { mutate: ['src/mocks/resource-server/**/*.ts'], tests: 'src/mocks', atLeast: 90 },
  mcp: { mutate: ['src/mcp/**/*.ts'], tests: 'src/mcp', atLeast: 90 },
  'interrupted-call': { mutate: ['src/app/interrupted-call.ts'], tests: 'src/app', atLeast: 90 },
  wire: {
    // The browser lanes test this file, which calls a worker.
    mutate: ['src/lab/machine/wire/**/*.ts', '!src/lab/machine/wire/read-har.ts'],
    tests: 'src/lab/machine/wire',
    atLeast: 90,
  },
  check: { mutate: ['src/lab/check/engine/**/*.ts'], tests: 'src/lab/check', atLeast: 90 },
};

/** The settings of Stryker for a part. Stryker writes the report to `reports/mutation/<name>.json`. */
export function strykerSettings(name: string, { mutate, tests, atLeast }: Subject): object {
  return {
    mutate: [...mutate, '!**/*.test.ts', '!**/testing/**'],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutation/vitest.config.ts', dir: tests, related: false },
    plugins: ['@stryker-mutator/vitest-runner'],
    reporters: ['progress-append-only', 'clear-text', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    thresholds: { high: 100, low: atLeast, break: atLeast },
    concurrency: 2,
    allowEmpty: true,
    ignorePatterns: ['**', '!src/**', '!scripts/mutation/*.ts', '!package.json'],
  };
}
