import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';

/** Why the token of a request is refused. The client gets no more detail than `invalid_token`. */
export type BearerRejection =
  | 'no token'
  | 'malformed token'
  | 'bad signature'
  | 'wrong type'
  | 'wrong issuer'
  | 'wrong audience'
  | 'expired'
  | 'revoked'
  | 'not active';

/** The claims of a valid access token (RFC 9068 §2.2). */
export interface AccessTokenClaims {
  subject: string;
  clientId: string;
  scopes: string[];
  audience: string;
  expiresAtMs: number;
  /** The thumbprint of the key to which the token is bound (`cnf`, RFC 9449 §6). */
  jkt?: string;
}

/** The claims that the server expects in a token, and how the server checks the token. */
export interface BearerExpectations {
  issuer: string;
  resource: string;
  keys(): Promise<JSONWebKeySet>;
  isActive(jti: string): Promise<boolean>;
  now(): number;
  /** Whether to refuse a token for another server. One attack of the lab turns this check off. */
  checkAudience: boolean;
  /** Whether to ask if a token was revoked. Without this question, a revoked token works until the token expires. */
  checkRevocation: boolean;
  /** Asks the authorization server what a token means. Without it, the resource server reads tokens itself. */
  askAbout?: ((token: string) => Promise<AccessTokenClaims | BearerRejection>) | undefined;
}

/** Checks an access token (RFC 9068 §4), or asks the authorization server about it (RFC 7662). */
export async function verifyAccessToken(
  token: string,
  expectations: BearerExpectations,
): Promise<AccessTokenClaims | BearerRejection> {
  return expectations.askAbout?.(token) ?? readToken(token, expectations);
}

/** The key of a bound token, from the `cnf` of the token or of an introspection response (RFC 9449 §6.1, §6.2). */
export function boundKey(cnf: unknown): Pick<AccessTokenClaims, 'jkt'> {
  const { jkt }: { jkt?: unknown } = Object(cnf);
  return typeof jkt === 'string' ? { jkt } : {};
}

async function readToken(
  token: string,
  { issuer, resource, keys, isActive, now, checkAudience, checkRevocation }: BearerExpectations,
): Promise<AccessTokenClaims | BearerRejection> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(await keys()), {
      issuer,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'aud', 'exp', 'jti', 'client_id'],
      currentDate: new Date(now()),
      ...(checkAudience && { audience: resource }),
    });
    const { sub = '', aud = '', exp = 0, jti = '' } = payload;
    if (checkRevocation && !(await isActive(jti))) return 'revoked';
    return {
      subject: sub,
      clientId: String(payload.client_id),
      scopes: typeof payload.scope === 'string' ? payload.scope.split(' ') : [],
      audience: String(aud),
      expiresAtMs: exp * 1000,
      ...boundKey(payload.cnf),
    };
  } catch (error) {
    return rejectionOf(error);
  }
}

function rejectionOf(error: unknown): BearerRejection {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'wrong issuer';
    if (error.claim === 'aud') return 'wrong audience';
    if (error.claim === 'typ') return 'wrong type';
  }
  const unsigned =
    error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;
  return unsigned ? 'bad signature' : 'malformed token';
}
