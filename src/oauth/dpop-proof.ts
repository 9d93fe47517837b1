import { encodeBase64Url, utf8 } from './base64url.ts';
import { sha256 } from './pkce.ts';
import type { Platform } from './platform.ts';

/** A key pair whose private key no script can read, and the public key as the server sees it. */
export interface ProofKey extends CryptoKeyPair {
  jwk: PublicJwk;
  /** The thumbprint of the public key (RFC 7638 §3), which tokens are bound to (RFC 9449 §6.1). */
  jkt: string;
}

/** The required members of an EC public key (RFC 7638 §3.2), in the order that a thumbprint demands. */
interface PublicJwk {
  crv: string | undefined;
  kty: string | undefined;
  x: string | undefined;
  y: string | undefined;
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Generates a key pair for ES256. The private key is not extractable: a script can use it, but cannot copy it. */
export async function generateProofKey(): Promise<ProofKey> {
  return describeProofKey(await crypto.subtle.generateKey(ES256, false, ['sign', 'verify']));
}

/** Adds the public key and its thumbprint to a key pair. */
export async function describeProofKey(pair: CryptoKeyPair): Promise<ProofKey> {
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = { crv, kty, x, y };
  return { ...pair, jwk, jkt: await sha256(JSON.stringify(jwk)) };
}

/** The request that a proof is for. */
export interface Proven {
  method: string;
  url: string;
  /** The time of the request, by the clock of the server if that clock is known. */
  nowMs: number;
  /** The latest nonce of the server (RFC 9449 §8). */
  nonce?: string | undefined;
  /** The access token that the request presents (§7). */
  accessToken?: string | undefined;
}

/** Creates a DPoP proof (RFC 9449 §4.2) for one request. */
export async function createProof(
  { randomBytes }: Pick<Platform, 'randomBytes'>,
  { privateKey, jwk }: ProofKey,
  { method, url, nowMs, nonce, accessToken }: Proven,
): Promise<string> {
  const { origin, pathname } = new URL(url);
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk };
  const claims = {
    iat: Math.floor(nowMs / 1000),
    jti: encodeBase64Url(randomBytes(16)),
    htm: method,
    // RFC 9449 §4.2: the URL has no query and no fragment.
    htu: origin + pathname,
    nonce,
    ath: accessToken && (await sha256(accessToken)),
  };
  const input = [header, claims].map((part) => encodeBase64Url(utf8(JSON.stringify(part)))).join('.');
  return `${input}.${encodeBase64Url(await crypto.subtle.sign(ES256, privateKey, utf8(input)))}`;
}
