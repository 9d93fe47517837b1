/** An end-to-end sealed line between two machines: what TLS does, at its core, without its handshake's names. */
export interface SealedLine {
  /** What somebody on the way sees of a text: base64 of the sealed octets. */
  seal(text: string): Promise<string>;
  /** @throws OperationError when a single bit was changed on the way. */
  open(sealed: string): Promise<string>;
}

/** Two ends agree on a key over the open line (ECDH on P-256), and seal with it (AES-GCM). */
export async function createSealedLine(): Promise<SealedLine> {
  const [near, far] = await Promise.all([keyPair(), keyPair()]);
  const nearKey = await sharedKey(near.privateKey, far.publicKey);
  const farKey = await sharedKey(far.privateKey, near.publicKey);
  return {
    async seal(text) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        nearKey,
        new TextEncoder().encode(text),
      );
      return btoa(String.fromCharCode(...iv, ...new Uint8Array(sealed)));
    },
    async open(sealed) {
      const octets = Uint8Array.from(atob(sealed), (character) => character.charCodeAt(0));
      const iv = octets.slice(0, 12);
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, farKey, octets.slice(12));
      return new TextDecoder().decode(text);
    },
  };
}

async function keyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveKey']);
}

function sharedKey(privateKey: CryptoKey, publicKey: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.deriveKey(
    { name: 'ECDH', public: publicKey },
    privateKey,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}
