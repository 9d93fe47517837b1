import { decodeBase64UrlText } from './base64url.ts';
import { OAuthError } from './errors.ts';
import { nonEmptyString, parseObject, type WireObject } from './json-request.ts';

/** Who signed in, as the ID token says (OIDC Core §5.1). */
export interface Identity {
  /** Unique and never reassigned within the issuer. */
  subject: string;
  /** What to call the person; absent when the token holds no name. */
  name?: string | undefined;
}

/** What an ID token must agree with. */
export interface IdTokenExpectations {
  issuer: string;
  clientId: string;
  /** The one that was sent; absent when none was. */
  nonce?: string | undefined;
  nowMs: number;
}

/**
 * How far this device's clock may be off. Freshness comes from `nonce`, which is of this very sign-in; a
 * person whose clock is a day wrong must still be able to sign in.
 */
const CLOCK_TOLERANCE_S = 24 * 3600;

/**
 * Reads an ID token that came straight from the token endpoint (OIDC Core §3.1.3.7, errata 2): issuer, audience,
 * authorised party, nonce, time. Other audiences may stand beside ours. The signature is not checked: TLS vouches for who sent it, which
 * §3.1.3.7 item 6 allows.
 *
 * @throws OAuthError `id_token_invalid`.
 */
export function readIdToken(
  idToken: string,
  { issuer, clientId, nonce, nowMs }: IdTokenExpectations,
): Identity {
  const claims = decodeClaims(idToken);
  const { iss, sub, aud, azp, exp, iat } = claims;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  const nowS = nowMs / 1000;
  const subject = nonEmptyString(sub);
  const acceptable =
    iss === issuer &&
    audiences.includes(clientId) &&
    (azp === undefined || azp === clientId) &&
    (nonce === undefined || claims.nonce === nonce) &&
    typeof exp === 'number' &&
    typeof iat === 'number' &&
    exp > iat &&
    exp > nowS - CLOCK_TOLERANCE_S &&
    iat < nowS + CLOCK_TOLERANCE_S;
  if (!acceptable || !subject) {
    throw new OAuthError('id_token_invalid');
  }
  return { subject, name: nonEmptyString(claims.name) ?? nonEmptyString(claims.preferred_username) };
}

function decodeClaims(idToken: string): WireObject {
  try {
    return parseObject(decodeBase64UrlText(idToken.split('.')[1] ?? '')) ?? {};
  } catch {
    return {};
  }
}
