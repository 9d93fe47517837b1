import { defineConfig } from 'vitest/config';

/**
 * The protocol and the servers are plain modules and need no build plugin. The mutation runner itself detects a hanging
 * mutant, so a test may take long on a busy machine. The model test is excluded: it would run thousands of schedules
 * for each mutant, and each of its findings has a unit test.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/session-model.test.ts'],
    testTimeout: 60_000,
  },
});
