import { defineConfig } from 'vitest/config';

/**
 * The code that Stryker mutates consists of plain modules, which need no build plugin. The timeout of a test is long,
 * because the machine may be busy and Stryker itself detects a mutant that hangs. Two files are excluded: the model test
 * would run thousands of schedules for each mutant, and each of its findings has a unit test. The tests of cost take as
 * long as all other tests of the redaction.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/session-model.test.ts', '**/redact-cost.test.ts'],
    env: { SWEEP_STEP: '7' },
    setupFiles: ['scripts/mutation/property-runs.ts'],
    testTimeout: 300_000,
  },
});
