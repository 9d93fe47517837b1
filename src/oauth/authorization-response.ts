import { OAuthError, readServerRefusal } from './errors.ts';
import { type PendingAuthorization, takePendingAuthorization } from './pending-authorization.ts';
import type { Platform } from './platform.ts';

declare const validated: unique symbol;

/**
 * An authorization code whose response passed every check, with the sign-in it belongs to. Only
 * {@link validateAuthorizationResponse} makes one, and the token endpoint takes nothing else.
 */
export interface AuthorizationCode {
  readonly [validated]: true;
  readonly code: string;
  readonly pending: PendingAuthorization;
}

/**
 * Checks what came back to the redirect URI (RFC 6749 §4.1.2, RFC 9207 §2.4): each parameter once, a
 * `state` that this tab issued, the issuer we asked, no error. Uses the pending record up: whatever the
 * outcome, the same response is refused the next time. Sends nothing.
 *
 * @param url the callback URL as it was opened.
 * @throws OAuthError of the authorization response group. Text of the server is carried only when `state`
 * and `iss` show that it came from the server we asked.
 */
export function validateAuthorizationResponse(
  platform: Pick<Platform, 'storage' | 'now'>,
  url: string,
): AuthorizationCode {
  const parameters = readParameters(url);
  const state = parameters.get('state');
  const code = parameters.get('code');
  const error = parameters.get('error');
  if (!state && !code && !error) {
    throw new OAuthError('no_authorization_response');
  }
  const pending = state && takePendingAuthorization(platform.storage.tab, state, platform.now());
  if (!pending) {
    throw new OAuthError('unknown_state');
  }
  if (pending === 'expired') {
    throw new OAuthError('sign_in_expired');
  }
  checkIssuer(parameters.get('iss'), pending);
  if (error) {
    if (code) throw malformed();
    const refusal = readServerRefusal(error, parameters.get('error_description'));
    throw error === 'access_denied'
      ? new OAuthError('access_denied', { refusal })
      : new OAuthError('authorization_refused', { refusal });
  }
  if (!code) throw malformed();
  // The brand exists in types only; this function is the one place that may put it on.
  return { code, pending } as AuthorizationCode;
}

/** RFC 9207 §2.4: compared as strings, with no normalisation; never optional once it is advertised. */
function checkIssuer(iss: string | undefined, { server }: PendingAuthorization): void {
  if (iss === undefined) {
    if (!server.issParameterSupported) return;
    throw new OAuthError('response_issuer_missing');
  }
  if (iss !== server.issuer) {
    throw new OAuthError('response_issuer_mismatch');
  }
}

/**
 * Takes the answer out of the address bar before anything else runs: a code in the address reaches the
 * history, the Referer and every script of the page (RFC 9700 §4.2, §4.3).
 *
 * @returns the callback URL as it was opened; `undefined` anywhere but at the redirect URI.
 */
export function captureAuthorizationResponse(
  platform: Pick<Platform, 'href' | 'replaceUrl'>,
  redirectUri: string,
): string | undefined {
  const opened = platform.href();
  const { pathname, search, hash } = new URL(opened);
  if (pathname !== new URL(redirectUri).pathname || !(search || hash)) return undefined;
  platform.replaceUrl(pathname);
  return opened;
}

const RESPONSE_PARAMETERS = ['state', 'code', 'iss', 'error', 'error_description'];

/**
 * Reads the parameters of a response from the query; from the fragment only an error, which some servers
 * put there. A parameter that comes twice is refused: `get()` would silently take the first.
 */
function readParameters(url: string): Map<string, string> {
  const { search, hash } = new URL(url);
  const fragment = new URLSearchParams(hash.slice(1));
  const source = !search && fragment.has('error') ? hash : search;
  if (/%(?![\da-f]{2})/i.test(source)) throw malformed();
  const wire = new URLSearchParams(source.slice(1));
  const parameters = new Map<string, string>();
  for (const name of RESPONSE_PARAMETERS) {
    const [value, ...more] = wire.getAll(name);
    if (more.length || value?.includes('\uFFFD')) throw malformed();
    if (value) parameters.set(name, value);
  }
  return parameters;
}

function malformed(): OAuthError {
  return new OAuthError('malformed_authorization_response');
}
