import { defineConfig } from 'vitest/config';

/** No plugin of the build is needed for the protocol and the servers, which are plain modules. */
export default defineConfig({ test: { include: ['**/*.test.{ts,tsx}'] } });
