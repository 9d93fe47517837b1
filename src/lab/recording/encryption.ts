/** A value that only the tab with its key can read. */
export interface Encrypted {
  iv: Uint8Array<ArrayBuffer>;
  octets: ArrayBuffer;
}

/** @param key 32 octets as hexadecimal digits. */
export async function encrypt(key: string, value: unknown): Promise<Encrypted> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const octets = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await importKey(key), plain);
  return { iv, octets };
}

/** @throws OperationError for another key, or changed octets. */
export async function decrypt(key: string, { iv, octets }: Encrypted): Promise<unknown> {
  const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await importKey(key), octets);
  return JSON.parse(new TextDecoder().decode(plain));
}

function importKey(key: string): Promise<CryptoKey> {
  const octets = Uint8Array.from(key.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return crypto.subtle.importKey('raw', octets, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
