/** What a hostile script of the page can do with one stored key. */
export interface KeyTheft {
  extractable: boolean;
  /** The result of each attempt to copy the key: the name of an error, or what the script got. */
  got: Record<string, string>;
  /** Whether the script can sign its own text while it runs in the page. */
  signs: boolean;
}

/** The result in every engine: no script can copy the private key. A script of the page can still sign with the key. */
export const KEPT: KeyTheft = {
  extractable: false,
  got: {
    'exportKey as jwk': 'InvalidAccessError',
    'exportKey as pkcs8': 'InvalidAccessError',
    'exportKey as raw': 'InvalidAccessError',
    'exportKey after the script called it extractable': 'InvalidAccessError',
    'exportKey of a clone': 'InvalidAccessError',
    'wrapKey as jwk': 'InvalidAccessError',
    'wrapKey as pkcs8': 'InvalidAccessError',
    'the record as JSON': 'no private member',
  },
  signs: true,
};

/**
 * Does what a hostile script would do with each key that the app stores: tries to copy the private key, and signs a
 * text with it. Runs in the page, and cannot use variables outside this function.
 */
export async function tryToTakeKeys(): Promise<KeyTheft[]> {
  const settled = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await settled(indexedDB.open('oauth-dpop'));
  const records: { keys: CryptoKeyPair }[] = await settled(
    database.transaction('keys').objectStore('keys').getAll(),
  );
  database.close();

  const { subtle } = crypto;
  const aes = { name: 'AES-GCM', length: 256 };
  const wrapping = await subtle.generateKey(aes, true, ['wrapKey', 'unwrapKey']);
  const wrap = (format: 'jwk' | 'pkcs8', key: CryptoKey) =>
    subtle.wrapKey(format, key, wrapping, { name: aes.name, iv: new Uint8Array(12) });
  const outcomeOf = (taken: Promise<unknown>) =>
    taken.then(
      () => 'the private key',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );

  async function tryToTake(record: { keys: CryptoKeyPair }): Promise<KeyTheft> {
    const { privateKey, publicKey } = record.keys;
    const clone = structuredClone(record);
    const claimed = structuredClone(record).keys.privateKey;
    Object.defineProperty(claimed, 'extractable', { value: true });
    const text = new TextEncoder().encode('A text of the script');
    const ecdsa = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = await subtle.sign(ecdsa, privateKey, text);
    return {
      extractable: privateKey.extractable,
      got: {
        'exportKey as jwk': await outcomeOf(subtle.exportKey('jwk', privateKey)),
        'exportKey as pkcs8': await outcomeOf(subtle.exportKey('pkcs8', privateKey)),
        'exportKey as raw': await outcomeOf(subtle.exportKey('raw', privateKey)),
        'exportKey after the script called it extractable': await outcomeOf(subtle.exportKey('jwk', claimed)),
        'exportKey of a clone': await outcomeOf(subtle.exportKey('jwk', clone.keys.privateKey)),
        'wrapKey as jwk': await outcomeOf(wrap('jwk', privateKey)),
        'wrapKey as pkcs8': await outcomeOf(wrap('pkcs8', privateKey)),
        // In a JWK, the member `d` is the private key (RFC 7518 §6.2.2).
        'the record as JSON': JSON.stringify(clone).includes('"d":')
          ? 'the private key'
          : 'no private member',
      },
      signs: await subtle.verify(ecdsa, publicKey, signature, text),
    };
  }
  return Promise.all(records.map(tryToTake));
}
