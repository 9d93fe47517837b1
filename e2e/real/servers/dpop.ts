import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

export const PROOF_ALGORITHMS = ['ES256'];

const WINDOW_S = 60;
const NONCE_LIFETIME_MS = 60_000;

/** Verifies the proofs of requests to a resource server, with the library `jose` (RFC 9449 §4.3). */
export interface ProofVerifier {
  /** @returns a refusal, unless the request has a valid proof of the key to which the token is bound. */
  refusal(request: Request, token: string, jkt: unknown): Promise<Response | undefined>;
  /** The header with the nonce for the next proof (RFC 9449 §8.2). */
  nonceHeader(): [name: string, value: string];
}

export function createProofVerifier(): ProofVerifier {
  const used = new Set<string>();
  const isNonce = (nonce: unknown) => [nonces.current, nonces.previous].some((known) => known === nonce);
  const nonces = { current: newNonce(), previous: '', sinceMs: Date.now() };
  function rotate(): void {
    if (Date.now() < nonces.sinceMs + NONCE_LIFETIME_MS) return;
    Object.assign(nonces, { current: newNonce(), previous: nonces.current, sinceMs: Date.now() });
  }

  async function claimsOf(request: Request, token: string, jkt: unknown) {
    const { protectedHeader, payload } = await jwtVerify(request.headers.get('DPoP') ?? '', EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: PROOF_ALGORITHMS,
      requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
      maxTokenAge: WINDOW_S,
      clockTolerance: WINDOW_S,
    });
    const expected = {
      htm: request.method,
      htu: withoutQuery(request.url),
      ath: createHash('sha256').update(token).digest('base64url'),
      jkt,
    };
    const actual = {
      htm: payload.htm,
      htu: withoutQuery(String(payload.htu)),
      ath: payload.ath,
      jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}),
    };
    if (JSON.stringify(actual) !== JSON.stringify(expected))
      throw new Error('The proof is for something else.');
    return payload;
  }

  return {
    async refusal(request, token, jkt) {
      rotate();
      try {
        const { jti, nonce } = await claimsOf(request, token, jkt);
        if (!isNonce(nonce)) return refuse('use_dpop_nonce', nonces.current);
        if (used.has(String(jti))) return refuse('invalid_dpop_proof');
        used.add(String(jti));
        return undefined;
      } catch {
        return refuse('invalid_dpop_proof');
      }
    },
    nonceHeader: () => ['DPoP-Nonce', nonces.current],
  };
}

const newNonce = () => randomBytes(32).toString('base64url');

/** Refuses a request with a DPoP challenge, and with a nonce if the client needs one (RFC 9449 §7.1, §9). */
export function refuse(
  error: 'invalid_token' | 'invalid_dpop_proof' | 'use_dpop_nonce',
  nonce?: string,
): Response {
  const headers = { 'WWW-Authenticate': `DPoP algs="${PROOF_ALGORITHMS.join(' ')}", error="${error}"` };
  return new Response(null, { status: 401, headers: { ...headers, ...(nonce && { 'DPoP-Nonce': nonce }) } });
}

function withoutQuery(uri: string): string {
  const url = new URL(uri);
  return url.origin + url.pathname;
}
