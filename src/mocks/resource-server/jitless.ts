import { config } from 'zod/v4/core';

// zod probes `new Function` to compile its schemas, which a strict Content-Security-Policy reports as a
// violation. Imported before the MCP SDK in every chunk that loads it.
config({ jitless: true });
