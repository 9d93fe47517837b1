import { asOAuthError, OAuthError, readServerRefusal, type Secrets } from './errors.ts';
import { isIssuer } from './issuer.ts';
import { isExpired, type PendingAuthorization, takePendingAuthorization } from './pending-authorization.ts';
import type { Platform } from './platform.ts';
import { decoded, issuerMark, RESPONSE_PARAMETERS, RESULTS } from './redirect-uri.ts';
import { sameOriginPath } from './return-to.ts';

declare const validated: unique symbol;

/**
 * An authorization code from a validated response, with the sign-in that it belongs to. Only {@link
 * validateAuthorizationResponse} creates this type, and {@link exchangeCode} accepts no other type.
 */
export interface AuthorizationCode {
  readonly [validated]: true;
  readonly code: string;
  readonly pending: PendingAuthorization;
  /** Where to return to: a path of this origin. */
  readonly returnTo: string;
}

/**
 * Validates an authorization response (RFC 6749 §4.1.2, RFC 9207 §2.4): each parameter at most once, a `state` that
 * this tab issued, the expected issuer, no error. Deletes the pending record, so the same response is refused the next
 * time. Sends nothing.
 *
 * @param url the callback URL that was opened.
 * @throws OAuthError of the authorization response group. The error contains the refusal of a server in two cases:
 * `state` is known, and no `iss` names another server; or the response has an error and no `state`
 * (`unverified_refusal`). Once the sign-in is known, the error has its `returnTo`.
 */
export function validateAuthorizationResponse(
  platform: Pick<Platform, 'storage' | 'now'>,
  url: string,
): AuthorizationCode {
  const [parameters, isMalformed] = readParameters(url);
  // Facebook sends some errors as `error_code`, without `error`.
  const { state = '', code, iss, error = parameters.error_code } = parameters;
  const pending = takePendingAuthorization(platform.storage.tab, state);
  const returnTo = pending && sameOriginPath(pending.returnTo, pending.redirectUri);
  try {
    if (isMalformed) throw new OAuthError(MALFORMED);
    const refusal = error && readServerRefusal(parameters);
    if (refusal && !state) throw new OAuthError('unverified_refusal', { refusal });
    if (!state && !code) throw new OAuthError('no_authorization_response');
    if (!pending) throw new OAuthError('unknown_state');
    if (isExpired(pending, platform.now())) throw new OAuthError('sign_in_expired');
    const isSilent = pending.silent && refusal && INTERACTION.test(refusal.error);
    // Keycloak 23 promises "iss", but omits it when it refuses a silent sign-in. No user sees that refusal.
    if (!isSilent || iss) checkIssuer(iss, pending, [code]);
    // If the server does not promise "iss", the redirect URI identifies the issuer.
    if (issuerMark(url) !== issuerMark(pending.redirectUri)) throw new OAuthError('response_issuer_mismatch');
    if (!code === !error) throw new OAuthError(MALFORMED);
    if (refusal) {
      const code = isSilent ? 'interaction_required' : 'authorization_refused';
      throw new OAuthError(error === 'access_denied' ? error : code, { refusal });
    }
    // The brand exists only in the types, and only this function may add it.
    return { code, pending, returnTo } as AuthorizationCode;
  } catch (error) {
    throw Object.assign(asOAuthError(error), { returnTo });
  }
}

/** Errors that say that a silent sign-in is not possible (OpenID Connect Core §3.1.2.6). */
const INTERACTION = /^(login|interaction|consent|account_selection)_required$/;

/** Compares `iss` as a string (RFC 9207 §2.4). Refuses a response without `iss` if the server promises `iss`. */
function checkIssuer(iss: string | undefined, { server }: PendingAuthorization, secrets: Secrets): void {
  if (iss === undefined && server.issParameterSupported) throw new OAuthError('response_issuer_missing');
  if (iss !== undefined && !isIssuer(server, iss))
    throw new OAuthError('response_issuer_mismatch', {
      found: iss,
      expected: server.issuerTemplate ?? server.issuer,
      secrets,
    });
}

/** The parameters that this module compares or sends. Their encoding has to be correct; a description is only displayed. */
const ENCODED = /(^.|&)(state|code|iss|error)=[^&]*/g;

/**
 * Reads the parameters of a response from the query, or an error from the fragment, where some servers put it. A code or a
 * token in the fragment is malformed, and so is a repeated parameter, because `get()` would silently return its first
 * value.
 *
 * @returns the parameters, and whether they are malformed.
 */
function readParameters(url: string): [parameters: Partial<Record<string, string>>, isMalformed: boolean] {
  const { search, hash } = new URL(url);
  const inQuery = [...RESPONSE_PARAMETERS, ...RESULTS].some((name) => new URLSearchParams(search).has(name));
  const source = inQuery ? search : hash;
  const wire = new URLSearchParams(source.slice(1));
  const parameters = Object.fromEntries([...wire].filter(([, value]) => value));
  const isElsewhere = !inQuery && Boolean(parameters.code ?? parameters.access_token);
  const isRepeated = RESPONSE_PARAMETERS.some((name) => wire.getAll(name).length > 1);
  return [parameters, isElsewhere || isRepeated || decoded(`${source.match(ENCODED)}`) === undefined];
}

const MALFORMED = 'malformed_authorization_response';
