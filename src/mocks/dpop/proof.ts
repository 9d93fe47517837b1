import { decodeBase64url } from './base64url.ts';

type Members = Readonly<Record<string, unknown>>;

/** The parts of a proof (RFC 9449 §4.2). Nothing in them has been checked yet. */
export interface UncheckedProof {
  header: Members;
  payload: Members;
  /** The octets that the signature covers (RFC 7515 §5.2). */
  signed: BufferSource;
  signature: Uint8Array<ArrayBuffer>;
}

/** The claims of every proof (RFC 9449 §4.2). */
export interface ProofClaims {
  jti: string;
  htm: string;
  htu: string;
  /** Seconds since 1970. */
  iat: number;
  nonce: unknown;
  ath: unknown;
}

/** @returns `undefined` if the text is no compact JWT, or has `crit`, which is not supported. */
export function readProof(jwt: string): UncheckedProof | undefined {
  const parts = jwt.split('.');
  const [header, payload] = parts.slice(0, 2).map(members);
  const signature = decodeBase64url(parts[2] ?? '');
  if (parts.length !== 3 || !header || !payload || !signature || 'crit' in header) return undefined;
  const signed = new TextEncoder().encode(parts.slice(0, 2).join('.'));
  return { header, payload, signed, signature };
}

/** @returns `undefined` if a required claim is missing, or has a value of the wrong type. */
export function proofClaims({ jti, htm, htu, iat, nonce, ath }: Members): ProofClaims | undefined {
  if (typeof jti !== 'string' || !jti || typeof htm !== 'string' || typeof htu !== 'string') return undefined;
  return typeof iat === 'number' ? { jti, htm, htu, iat, nonce, ath } : undefined;
}

/** The members of a JSON object in base64url. */
function members(part: string): Members | undefined {
  const octets = decodeBase64url(part);
  if (!octets) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
