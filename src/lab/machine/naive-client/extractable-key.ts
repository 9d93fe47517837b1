import { describeProofKey } from '../../../oauth/dpop-proof.ts';
import { type Dpop, type DpopKeys, dpop } from '../../../oauth/index.ts';

/**
 * WRONG: the private key is extractable, so every script of the page can copy it. Right, in `src/oauth/dpop-proof.ts`:
 * `extractable` is false, so a script can sign with the key, but cannot read it.
 */
export function generateExtractableKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
}

/** Binds tokens as the client does, but to a key that a script can copy. */
export function dpopWithExtractableKey(keys: DpopKeys): Dpop {
  return {
    ...dpop('required', keys),
    async createKey(platform) {
      const pair = await generateExtractableKey();
      const { jkt } = await describeProofKey(pair);
      await keys.put(jkt, pair, platform.now());
      return jkt;
    },
  };
}
