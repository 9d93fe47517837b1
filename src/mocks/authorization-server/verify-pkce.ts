import { base64url } from 'jose';

const UNRESERVED = /^[A-Za-z0-9\-._~]{43,128}$/;

/** Whether a code verifier or a code challenge has a legal form (RFC 7636 §4.1, §4.2). */
export const isWellFormed = (value: string): boolean => UNRESERVED.test(value);

/** A comparison of challenge and verifier. The lab shows it to the learner, and no client receives it. */
export interface PkceComparison {
  method: 'S256' | 'plain';
  storedChallenge: string;
  computedFromVerifier: string;
  equal: boolean;
}

/** Compares a verifier with the challenge that was stored with the code (RFC 7636 §4.6). */
export async function comparePkce(
  codeVerifier: string,
  storedChallenge: string,
  method: 'S256' | 'plain',
): Promise<PkceComparison> {
  const computedFromVerifier = method === 'plain' ? codeVerifier : await s256(codeVerifier);
  return { method, storedChallenge, computedFromVerifier, equal: computedFromVerifier === storedChallenge };
}

async function s256(codeVerifier: string): Promise<string> {
  const ascii = new TextEncoder().encode(codeVerifier);
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', ascii)));
}
