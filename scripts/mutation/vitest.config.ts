import { defineConfig } from 'vitest/config';

/**
 * No plugin of the build is needed for the protocol and the servers, which are plain modules. A mutant that
 * hangs is the mutation runner's to notice; a busy machine is no failure. The model test would run its thousands of
 * schedules for each mutant: what it finds is a unit test by now.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['**/session-model.test.ts'],
    testTimeout: 60_000,
  },
});
