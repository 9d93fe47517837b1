/** An end-to-end encrypted channel between two machines: the core of TLS, without its authentication. */
export interface EncryptedChannel {
  /** What an eavesdropper sees of a text: base64 of the encrypted octets. */
  encrypt(text: string): Promise<string>;
  /** @throws OperationError when a bit was changed on the way. */
  decrypt(encrypted: string): Promise<string>;
}

/** The two ends agree on a key in public (ECDH on P-256), and encrypt with it (AES-GCM). */
export async function createEncryptedChannel(): Promise<EncryptedChannel> {
  const [near, far] = await Promise.all([keyPair(), keyPair()]);
  const nearKey = await sharedKey(near.privateKey, far.publicKey);
  const farKey = await sharedKey(far.privateKey, near.publicKey);
  return {
    async encrypt(text) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const encrypted = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        nearKey,
        new TextEncoder().encode(text),
      );
      return btoa(String.fromCharCode(...iv, ...new Uint8Array(encrypted)));
    },
    async decrypt(encrypted) {
      const octets = Uint8Array.from(atob(encrypted), (character) => character.charCodeAt(0));
      const iv = octets.slice(0, 12);
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, farKey, octets.slice(12));
      return new TextDecoder().decode(text);
    },
  };
}

const keyPair = async (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveKey']);

function sharedKey(privateKey: CryptoKey, publicKey: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(
    { name: 'ECDH', public: publicKey },
    privateKey,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
