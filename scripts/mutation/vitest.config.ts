import { defineConfig } from 'vitest/config';

/**
 * The code that Stryker mutates consists of plain modules, which need no build plugin. The timeout of a test is long,
 * because the machine may be busy and Stryker itself detects a mutant that hangs. The model test is excluded, because
 * it would run thousands of schedules for each mutant. Each finding of the model test has a unit test.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/session-model.test.ts'],
    testTimeout: 60_000,
  },
});
