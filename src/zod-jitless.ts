import { config } from 'zod/v4/core';

// zod probes `new Function` to compile its schemas, which a strict Content-Security-Policy reports as a
// violation. Imported first by the entry, so that it runs before any chunk that holds an MCP SDK.
config({ jitless: true });
