import type { DpopKeys } from '../../../oauth/index.ts';

/** Keeps key pairs in the memory of the page, so that a run of the lab shares no key with the session of the tab. */
export function keysInMemory(): DpopKeys {
  const pairs = new Map<string, CryptoKeyPair>();
  return {
    get: async (jkt) => pairs.get(jkt),
    async put(jkt, pair) {
      pairs.set(jkt, pair);
    },
    async delete(jkt) {
      pairs.delete(jkt);
    },
  };
}
