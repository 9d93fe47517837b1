import { createProof, describeProofKey } from '../../../oauth/dpop-proof.ts';
import type { WireMessage } from '../wire/exchange.ts';
import type { Run } from './run.ts';
import { randomBytes } from './tab-platform.ts';

/** What a message with a proof has besides the proof: a token, and a sender. */
interface Proven {
  /** Absent at the token endpoint. */
  accessToken?: string;
  as?: 'client' | 'attacker';
}

/** Signs with a key of the sender. If the server demands a nonce, sends the message once more. */
export async function sendWithKey(
  run: Pick<Run, 'send' | 'now'>,
  pair: CryptoKeyPair,
  message: WireMessage,
  { accessToken, as = 'attacker' }: Proven = {},
): Promise<Response> {
  const key = await describeProofKey(pair);
  const { method, url, headers } = message;
  async function send(nonce?: string): Promise<Response> {
    const proof = { method, url, nowMs: run.now(), nonce, accessToken };
    const dpop = await createProof({ randomBytes }, key, proof);
    const authorization = accessToken === undefined ? undefined : `DPoP ${accessToken}`;
    return run.send(
      { ...message, headers: { ...headers, ...(authorization && { authorization }), dpop } },
      as,
    );
  }
  const response = await send();
  const error = await dpopErrorOf(response);
  return error === 'use_dpop_nonce' ? send(response.headers.get('DPoP-Nonce') ?? undefined) : response;
}

/** The error about a proof in a response of either server (RFC 9449 §5, §7.1, §8). */
export async function dpopErrorOf(
  response: Response,
): Promise<'use_dpop_nonce' | 'invalid_dpop_proof' | undefined> {
  if (response.ok) return undefined;
  const said = `${response.headers.get('WWW-Authenticate')} ${await response.clone().text()}`;
  return (['use_dpop_nonce', 'invalid_dpop_proof'] as const).find((error) => said.includes(error));
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

/** @returns `undefined` for a text that is not a private key as a JWK. */
export function parsedKey(text: string): (JsonWebKey & { d: string }) | undefined {
  try {
    const jwk: JsonWebKey = Object(JSON.parse(text));
    return jwk.d === undefined ? undefined : { ...jwk, d: jwk.d };
  } catch {
    return undefined;
  }
}
