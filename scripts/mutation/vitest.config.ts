import { defineConfig } from 'vitest/config';

/**
 * No plugin of the build is needed for the protocol and the servers, which are plain modules. A mutant that
 * hangs is the mutation runner's to notice; a busy machine is no failure.
 */
export default defineConfig({ test: { include: ['**/*.test.{ts,tsx}'], testTimeout: 60_000 } });
