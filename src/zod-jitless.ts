// zod probes `new Function` to compile its schemas, which a strict Content-Security-Policy reports as a
// violation. It takes its settings from this global, if there are any by the time it is loaded: so no part of it
// is needed here, and no chunk that holds an MCP SDK has to wait for another one first.
Reflect.set(globalThis, '__zod_globalConfig', { jitless: true });
