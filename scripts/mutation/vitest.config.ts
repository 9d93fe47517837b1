import { defineConfig } from 'vitest/config';

/**
 * The protocol and the servers are plain modules and need no build plugin. The mutation runner itself detects a mutant
 * that hangs, so the tests have a long timeout, for a busy machine. The model test is excluded: it would run thousands
 * of schedules for each mutant, and each of its findings has a unit test.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/session-model.test.ts'],
    testTimeout: 60_000,
  },
});
