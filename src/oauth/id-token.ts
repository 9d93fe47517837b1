import { decodeBase64UrlText } from './base64url.ts';
import { type FailureDetails, OAuthError, type Secrets } from './errors.ts';
import { isIssuer } from './issuer.ts';
import { parseObject, textOf, type WireObject } from './json.ts';
import { isSafeUrl } from './safe-url.ts';

/** The user, as the ID token describes them (OpenID Connect Core §5.1). */
export interface Identity {
  /** Unique and never reassigned within the issuer. */
  subject: string;
  /** The name to display; absent when the token contains no name. */
  name?: string | undefined;
  /** The email address that the provider knows. The claim `email_verified` says whether the address is verified. */
  email?: string | undefined;
  /**
   * The URL of a picture of the user: https, or http on this machine. The server chooses the URL, which may be on the
   * user's machine or network: load pictures only from origins that the app lists.
   */
  picture?: string | undefined;
  /** All claims; read them with {@link claims}. Absent in records of earlier versions. */
  claims?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Returns the claims of a user, with types from the app: `claims<{ roles: string[] }>(identity).roles`. Nothing
 * checks these types, and each claim may be missing.
 */
export function claims<Claims extends object>(identity: Identity | undefined): Partial<Claims> {
  const found: object = identity?.claims ?? {};
  // The caller vouches for the types.
  return found as Partial<Claims>;
}

/** Reads an identity from a set of claims (OpenID Connect Core §5.1). */
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

/** The expected values of an ID token. */
export interface IdTokenExpectations {
  issuer: string;
  /** See `Vouched.issuer`. */
  issuerTemplate?: string | undefined;
  clientId: string;
  /** The `nonce` of the request; absent when the request had no nonce. */
  nonce?: string | undefined;
  /** The user of the session, for a refresh; absent if any user may sign in. */
  subject?: string | undefined;
  /** The time at which the token must be valid; absent for a refresh, which may return the same ID token again. */
  nowMs?: number | undefined;
  /** Values that an error must not contain, though a claim may repeat them. */
  secrets?: Secrets | undefined;
}

/**
 * How far the clock of this device may be off. The `nonce` of the sign-in proves freshness, so a user whose clock is
 * wrong by a day can still sign in.
 */
const CLOCK_TOLERANCE_S = 86_400;

/**
 * Validates an ID token from the token endpoint (OpenID Connect Core §3.1.3.7, errata 2): issuer, audience, authorised
 * party, nonce, time. Other audiences are allowed besides this client. The signature is not checked: TLS authenticates
 * the sender, which §3.1.3.7 item 6 allows.
 *
 * @throws OAuthError `id_token_invalid`, with the first wrong `claim`, and with the found and the expected value if
 * both are known; never with a nonce. If the token cannot be read, the error has no `claim`.
 */
export function readIdToken(
  idToken: string,
  { clientId, nonce, subject: expected, nowMs, secrets, ...server }: IdTokenExpectations,
): Identity {
  let found: WireObject | undefined;
  try {
    found = parseObject(decodeBase64UrlText(idToken.split('.')[1] ?? ''));
  } catch {
    // Not base64url, or not UTF-8.
  }
  if (!found) throw new OAuthError('id_token_invalid');
  const { iss, sub, aud, azp, exp, iat, tid } = found;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  const require = (isValid: boolean, claim: string, values?: Pick<FailureDetails, 'found' | 'expected'>) => {
    if (!isValid) throw new OAuthError('id_token_invalid', { claim, ...values, secrets });
  };
  require(isIssuer(server, iss, tid ?? null), 'iss', {
    found: iss,
    expected: server.issuerTemplate ?? server.issuer,
  });
  require(audiences.includes(clientId), 'aud', { found: aud, expected: clientId });
  require(!azp || azp === clientId, 'azp', { found: azp, expected: clientId });
  require(nonce === undefined || found.nonce === nonce, 'nonce');
  if (nowMs !== undefined) {
    const nowS = nowMs / 1000;
    const times = (time: unknown) =>
      typeof time === 'number'
        ? { found: new Date(time * 1000), expected: `${new Date(nowMs)}` }
        : { found: time };
    require(typeof iat === 'number' && iat < nowS + CLOCK_TOLERANCE_S, 'iat', times(iat));
    require(typeof exp === 'number' && exp > Number(iat), 'exp', { found: exp });
    require(Number(exp) > nowS - CLOCK_TOLERANCE_S, 'exp', times(exp));
  }
  const subject = subjectOf(sub) ?? '';
  require(subject !== '' && subject === (expected || subject), 'sub', expected
    ? { found: sub, expected }
    : {});
  return identityFrom(subject, found);
}

/**
 * Reads the claim `sub`. Some servers send a number; a number that JavaScript cannot hold exactly could become the
 * number of another user.
 */
export function subjectOf(sub: unknown): string | undefined {
  return textOf(Number.isSafeInteger(sub) ? String(sub) : sub);
}
