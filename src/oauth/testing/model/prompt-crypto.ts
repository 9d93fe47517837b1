import { createHash } from 'node:crypto';

/** The name of the key pair that each private key belongs to. The private key itself does not contain the name. */
const names = new WeakMap<object, string>();
let generated = 0;

/** A value that only the holder of a private key can compute. `dpop-proof.test.ts` tests real signatures. */
export const signatureBy = (name: string, input: string | Uint8Array): Uint8Array =>
  createHash('sha512').update(`${name} signs `).update(input).digest();

/** The methods of `crypto.subtle`, without threads, because threads would change the order of a schedule. */
const PROMPT = {
  digest: async (_algorithm: unknown, data: Uint8Array) => createHash('sha256').update(data).digest(),
  async generateKey() {
    const name = `key-${generated++}`;
    const privateKey = {};
    names.set(privateKey, name);
    return { privateKey, publicKey: { x: name } };
  },
  async exportKey(_format: unknown, { x }: { x?: string }) {
    if (x === undefined) throw new DOMException('The key is not extractable', 'InvalidAccessError');
    return { crv: 'P-256', kty: 'EC', x, y: x, ext: true, key_ops: ['verify'] };
  },
  async sign(_algorithm: unknown, key: object, data: Uint8Array) {
    const name = names.get(key);
    if (name === undefined) throw new DOMException('Not a private key', 'InvalidAccessError');
    return signatureBy(name, data);
  },
};

/** Runs `work` with these methods in place of those of the platform. */
export async function withPromptCrypto<Result>(work: () => Promise<Result>): Promise<Result> {
  const { subtle } = crypto;
  const own = Object.keys(PROMPT).map(
    (name) => [name, Object.getOwnPropertyDescriptor(subtle, name)] as const,
  );
  for (const [name, value] of Object.entries(PROMPT)) {
    Object.defineProperty(subtle, name, { configurable: true, value });
  }
  try {
    return await work();
  } finally {
    for (const [name, descriptor] of own) {
      if (descriptor) Object.defineProperty(subtle, name, descriptor);
      else Reflect.deleteProperty(subtle, name);
    }
  }
}
