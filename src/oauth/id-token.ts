import { decodeBase64UrlText } from './base64url.ts';
import { OAuthError } from './errors.ts';
import { isIssuer } from './issuer.ts';
import { parseObject, textOf, type WireObject } from './json.ts';

import { isSafeUrl } from './safe-url.ts';

/** Who signed in, as the ID token says (OIDC Core §5.1). */
export interface Identity {
  /** Unique and never reassigned within the issuer. */
  subject: string;
  /** What to call the person; absent when the token holds no name. */
  name?: string | undefined;
  /** As the provider knows it; whether it was verified says the claim `email_verified`. */
  email?: string | undefined;
  /** The address of a picture of the person: https, or http on this machine. */
  picture?: string | undefined;
  /** All claims, to be read with {@link claims}. Absent in what an earlier version of this module kept. */
  claims?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The claims of a person, typed by the app: `claims<{ roles: string[] }>(identity).roles`. The types say what the
 * provider documents; nothing checks them, so each claim may be missing.
 */
export function claims<Claims extends object>(identity: Identity | undefined): Partial<Claims> {
  const found: object = identity?.claims ?? {};
  // What the app says that it expects; see above.
  return found as Partial<Claims>;
}

/** Who a set of claims names (OpenID Connect Core §5.1). */
export function identityFrom(subject: string, found: WireObject): Identity {
  const picture = textOf(found.picture);
  return {
    subject,
    name: textOf(found.name) ?? textOf(found.preferred_username),
    email: textOf(found.email),
    picture: picture && isSafeUrl(picture) ? picture : undefined,
    claims: found,
  };
}

/** What an ID token must agree with. */
export interface IdTokenExpectations {
  issuer: string;
  /** See `Vouched.issuer`. */
  issuerTemplate?: string | undefined;
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
  { clientId, nonce, nowMs, ...server }: IdTokenExpectations,
): Identity {
  const found = decodeClaims(idToken);
  const { iss, sub, aud, azp, exp, iat, tid } = found;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  const nowS = nowMs / 1000;
  const subject = textOf(sub);
  const acceptable =
    isIssuer(server, iss, tid) &&
    audiences.includes(clientId) &&
    (azp === undefined || azp === clientId) &&
    (nonce === undefined || found.nonce === nonce) &&
    typeof exp === 'number' &&
    typeof iat === 'number' &&
    exp > iat &&
    exp > nowS - CLOCK_TOLERANCE_S &&
    iat < nowS + CLOCK_TOLERANCE_S;
  if (!acceptable || !subject) {
    throw new OAuthError('id_token_invalid');
  }
  return identityFrom(subject, found);
}

function decodeClaims(idToken: string): WireObject {
  try {
    return parseObject(decodeBase64UrlText(idToken.split('.')[1] ?? '')) ?? {};
  } catch {
    return {};
  }
}
