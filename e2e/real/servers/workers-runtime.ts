import { registerHooks } from 'node:module';

// The library is made for Cloudflare Workers. It imports a class of the Workers runtime, but never uses the class.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'cloudflare:workers'
      ? { url: 'data:text/javascript,export class WorkerEntrypoint {}', shortCircuit: true }
      : nextResolve(specifier, context),
});
// Without this flag, the library warns that it cannot fetch client metadata documents. This lane does not need them.
Reflect.set(globalThis, 'Cloudflare', { compatibilityFlags: { global_fetch_strictly_public: true } });

interface Entry {
  value: string;
  metadata: unknown;
  expiresAtMs: number;
}

interface PutOptions {
  expirationTtl?: number;
  /** Seconds since the epoch. */
  expiration?: number;
  metadata?: unknown;
}

/** Imitates a key-value namespace of the Workers runtime in memory, with only the methods that the library uses. */
export function createKeyValueNamespace() {
  const entries = new Map<string, Entry>();
  const live = (key: string) => {
    const entry = entries.get(key);
    return entry && entry.expiresAtMs > Date.now() ? entry : undefined;
  };
  return {
    async get(key: string, options?: { type: 'json' | 'text' }): Promise<unknown> {
      const value = live(key)?.value;
      return value !== undefined && options?.type === 'json' ? JSON.parse(value) : (value ?? null);
    },
    async put(key: string, value: string, options: PutOptions = {}): Promise<void> {
      const { expirationTtl, expiration = Number.POSITIVE_INFINITY, metadata } = options;
      const expiresAtMs = expirationTtl === undefined ? expiration * 1000 : Date.now() + expirationTtl * 1000;
      entries.set(key, { value, metadata, expiresAtMs });
    },
    async delete(key: string): Promise<void> {
      entries.delete(key);
    },
    async list({ prefix = '' }: { prefix?: string } = {}) {
      const names = [...entries.keys()].filter((key) => key.startsWith(prefix) && live(key)).sort();
      return {
        keys: names.map((name) => ({ name, metadata: entries.get(name)?.metadata })),
        list_complete: true,
      };
    },
  };
}

/** Imitates the context that the runtime passes with every request. */
export const executionContext = () => ({ waitUntil() {}, passThroughOnException() {}, props: {} });
