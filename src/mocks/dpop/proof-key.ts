import { decodeBase64url, sha256 } from './base64url.ts';
import type { UncheckedProof } from './proof.ts';

/** The algorithms of proofs that every server accepts, and lists in its metadata. */
export const PROOF_ALGORITHMS: readonly string[] = ['ES256'];

export interface ProofKey {
  key: CryptoKey;
  /** The thumbprint of the key (RFC 7638). Equal keys have equal thumbprints. */
  jkt: string;
}

/** The members of a JWK that are secret (RFC 7518 §6). */
const SECRET = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export const hasSecret = (jwk: unknown): boolean => SECRET.some((member) => member in Object(jwk));

/** @returns `undefined` if the value is not a public key on P-256, the curve of ES256. */
export async function importProofKey(jwk: unknown): Promise<ProofKey | undefined> {
  const { kty, crv, x, y }: Record<string, unknown> = Object(jwk);
  if (kty !== 'EC' || crv !== 'P-256' || !isCoordinate(x) || !isCoordinate(y)) return undefined;
  try {
    const algorithm = { name: 'ECDSA', namedCurve: crv };
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify']);
    // The hash covers the required members, in the order of their names (RFC 7638 §3.2).
    return { key, jkt: await sha256(JSON.stringify({ crv, kty, x, y })) };
  } catch {
    return undefined;
  }
}

const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' && decodeBase64url(value)?.length === 32;

export function isSignedBy({ key }: ProofKey, { signed, signature }: UncheckedProof): Promise<boolean> {
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, signed);
}
