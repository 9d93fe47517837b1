import { describeProofKey } from '../../../oauth/dpop-proof.ts';
import { dpop } from '../../../oauth/index.ts';
import type { WireMessage } from '../wire/exchange.ts';
import { keysInMemory } from './proof-keys.ts';
import type { Run } from './run.ts';
import { createTabPlatform } from './tab-platform.ts';

/** Sends a message as the attacker, with a token and a proof by a key that the attacker has. */
export async function sendWithKey(
  run: Run,
  pair: CryptoKeyPair,
  accessToken: string,
  { method, url, headers, body }: WireMessage,
): Promise<void> {
  const keys = keysInMemory();
  const { jkt } = await describeProofKey(pair);
  await keys.put(jkt, pair, run.now());
  const platform = createTabPlatform({ fetch: run.networkFor('attacker', 'back'), now: run.now });
  await dpop('required', keys).present(platform, { jkt, accessToken })(url, { method, headers, body });
}

/** The key pair of a private key that was copied as a JWK; `undefined` for any other text. */
export async function importCopiedKey(text: string): Promise<CryptoKeyPair | undefined> {
  const jwk = parsedKey(text);
  if (!jwk) return undefined;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { kty, crv, x, y } = jwk;
  return {
    privateKey: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, true, ['verify']),
  };
}

/** @returns `undefined` for what is no private key as a JWK. */
export function parsedKey(text: string): (JsonWebKey & { d: string }) | undefined {
  try {
    const jwk: JsonWebKey = Object(JSON.parse(text));
    return jwk.d === undefined ? undefined : { ...jwk, d: jwk.d };
  } catch {
    return undefined;
  }
}
