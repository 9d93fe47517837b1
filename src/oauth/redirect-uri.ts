import { encodeBase64Url } from './base64url.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';

/** The parameters of an authorization response that are read (RFC 6749 §4.1.2, RFC 9207 §2). */
export const RESPONSE_PARAMETERS = ['state', 'code', 'iss', 'error', 'error_description'];
const RESULTS = ['code', 'error', 'access_token', 'id_token'];
/** Tells the redirect URIs of issuers apart, see {@link redirectUriOf}. */
const ISSUER = 'oauth_issuer';
/** What servers send besides is taken out of the address as well; none of it is used. */
const SCRUBBED = [
  ...RESPONSE_PARAMETERS,
  ...RESULTS,
  'error_uri',
  'session_state',
  'token_type',
  'expires_in',
  ISSUER,
];

/**
 * A redirect URI of its own for each issuer that does not promise `iss` in its responses (RFC 9700 §4.4.2.2). A
 * hostile server may send people to the authorization endpoint of an honest one, and name its own token endpoint;
 * the honest one refuses, since it knows no such redirect URI.
 */
export async function redirectUriOf(redirectUri: string, issuer: string): Promise<string> {
  const digest = await requireWebCrypto().digest('SHA-256', new TextEncoder().encode(issuer));
  const url = new URL(redirectUri);
  url.searchParams.set(ISSUER, encodeBase64Url(new Uint8Array(digest)));
  return url.href;
}

/** The issuer that an address is the redirect URI of, as {@link redirectUriOf} marks it. */
export function issuerMark(url: string): string | null {
  return new URL(url).searchParams.get(ISSUER);
}

/**
 * The route of an address, as a router compares them: neither case nor a trailing slash nor percent-encoding
 * makes a difference.
 */
export function routeOf({ pathname }: URL): string {
  const path = pathname.replace(/\/+$/, '');
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return path.toLowerCase();
  }
}

/**
 * Whether an address is a response to a sign-in: the redirect URI, with `state` and a `code` or an `error`. The
 * redirect URI may be a page that has parameters and a fragment of its own; anything else is left to that page.
 */
export function isAuthorizationResponse(url: string, redirectUri: string): boolean {
  const opened = new URL(url);
  return (
    routeOf(opened) === routeOf(new URL(redirectUri)) &&
    [opened.search, opened.hash].some((part) => {
      const parameters = new URLSearchParams(part.slice(1));
      return parameters.has('state') && RESULTS.some((name) => parameters.has(name));
    })
  );
}

/**
 * Takes an authorization response out of the address bar before anything else runs: a code in the address
 * reaches the history, the Referer and every script of the page (RFC 9700 §4.2, §4.3). Parameters and fragments
 * of others stay.
 *
 * @param asked whether the app says that this page is its callback: then what is only a part of a response is
 * one as well, to be refused.
 * @returns the address as it was opened; `undefined` where it holds no response.
 */
export function captureAuthorizationResponse(
  platform: Pick<Platform, 'href' | 'replaceUrl'>,
  redirectUri: string,
  asked = false,
): string | undefined {
  const opened = platform.href();
  const url = new URL(opened);
  const atCallback = asked && routeOf(url) === routeOf(new URL(redirectUri));
  if (!atCallback && !isAuthorizationResponse(opened, redirectUri)) return undefined;
  const { pathname, search, hash } = url;
  const scrubbed = pathname + without(search, '?') + without(hash, '#');
  if (scrubbed === pathname + search + hash) return undefined;
  platform.replaceUrl(scrubbed);
  return opened;
}

/** A query or fragment without the parameters of a response; what is left keeps its spelling. */
function without(part: string, mark: '?' | '#'): string {
  const kept = part
    .slice(1)
    .split('&')
    .filter((piece) => !SCRUBBED.some((name) => new URLSearchParams(piece).has(name)))
    .join('&');
  return kept && mark + kept;
}
