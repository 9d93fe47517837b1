// zod probes `new Function` to compile its schemas, which a strict Content-Security-Policy reports as a violation. It
// reads its settings from this global when it is loaded, so this file does not import zod, and no chunk with an MCP SDK
// has to wait for another chunk.
Reflect.set(globalThis, '__zod_globalConfig', { jitless: true });
