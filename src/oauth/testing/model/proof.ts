import { createHash } from 'node:crypto';
import { signatureBy } from './prompt-crypto.ts';

/** A DPoP proof (RFC 9449 §4.2) that was signed with the key in it. */
export interface Proof {
  readonly jkt: string;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  readonly iat: number;
  readonly ath: string | undefined;
  readonly nonce: string | undefined;
}

/** Reads the header `DPoP`. @returns `undefined` if there is no proof, or if its key has not signed it. */
export function readProof(jwt: string | null): Proof | undefined {
  const [header = '', claims = '', signature] = jwt?.split('.') ?? [];
  const { typ, alg, jwk } = decode(header);
  const { x } = Object(jwk);
  const isSigned = signature === Buffer.from(signatureBy(x, `${header}.${claims}`)).toString('base64url');
  if (typ !== 'dpop+jwt' || alg !== 'ES256' || !isSigned) return undefined;
  // Only code of this project signs proofs here, so the claims have this type. `proofFault` compares each claim.
  return { ...(decode(claims) as unknown as Proof), jkt: sha256(JSON.stringify(jwk)) };
}

/** What is wrong with a proof for the request that carries it, apart from its nonce and its age (§4.3). */
export function proofFault(
  proof: Proof,
  { url, method, accessToken }: { url: string; method: string; accessToken: string | undefined },
): string | undefined {
  if (proof.htm !== method) return `is for ${proof.htm}, not ${method}`;
  if (proof.htu !== url) return `is for ${proof.htu}, not ${url}`;
  if (proof.ath !== (accessToken && sha256(accessToken))) return 'is for another access token';
  return undefined;
}

const decode = (part: string): Record<string, unknown> =>
  part ? JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) : {};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
