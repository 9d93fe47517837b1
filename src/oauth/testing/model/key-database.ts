import type { DpopKeys } from '../../index.ts';

/** The key pairs in the IndexedDB of a browser, which its tabs share. */
export interface KeyDatabase {
  readonly pairs: Map<string, CryptoKeyPair>;
  /** Whether each request fails. */
  fails: boolean;
  /** The thumbprints of keys whose deletion has failed, or has not run yet, or never ran because its document ended. */
  readonly undeleted: Set<string>;
  /** The thumbprints of keys that the browser has deleted. */
  readonly lost: Set<string>;
}

export const createKeyDatabase = (): KeyDatabase => ({
  pairs: new Map(),
  fails: false,
  undeleted: new Set(),
  lost: new Set(),
});

/** The database for one document. Each request is a separate task; those of a document that is gone never run. */
export function keysOf(
  document: { post(source: string, run: () => void): void },
  database: KeyDatabase,
): DpopKeys {
  const request = <Result>(work: () => Result) =>
    new Promise<Result>((resolve, reject) => {
      document.post('IndexedDB', () => {
        if (database.fails) reject(new DOMException('The disk is broken', 'UnknownError'));
        else resolve(work());
      });
    });
  return {
    get: (jkt) => request(() => database.pairs.get(jkt)),
    put: (jkt, pair) => request(() => void database.pairs.set(jkt, pair)),
    delete(jkt) {
      database.undeleted.add(jkt);
      return request(() => {
        database.pairs.delete(jkt);
        database.undeleted.delete(jkt);
      });
    },
  };
}
