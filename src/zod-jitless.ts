import { config } from 'zod/v4/core';

// zod probes `new Function` to compile its schemas, which a strict Content-Security-Policy reports as a
// violation. Awaited before any chunk that holds an MCP SDK is loaded.
config({ jitless: true });
