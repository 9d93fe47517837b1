import { sha256 } from './pkce.ts';
import type { Platform } from './platform.ts';

/** The parameters of an authorization response that this module reads (RFC 6749 §4.1.2, RFC 9207 §2). */
export const RESPONSE_PARAMETERS = ['state', 'code', 'iss', 'error', 'error_description'];
/** The parameters that carry the result of a sign-in, including results that this module does not request. */
export const RESULTS = ['code', 'error', 'error_code', 'access_token', 'id_token'];
/** The parameter of a redirect URI that identifies the issuer, see {@link redirectUriFor}. */
const ISSUER = 'oauth_issuer';
/**
 * Creates a distinct redirect URI for an issuer that does not promise `iss` in its responses (RFC 9700 §4.4.2.2). The
 * metadata of a hostile server may name the authorization endpoint of an honest server, and a token endpoint of the
 * hostile server. The honest server then refuses the request, because it does not know the redirect URI of the hostile
 * issuer.
 */
export async function redirectUriFor(redirectUri: string, issuer: string): Promise<string> {
  const url = new URL(redirectUri);
  url.searchParams.set(ISSUER, await sha256(issuer));
  return url.href;
}

/** Returns the mark that {@link redirectUriFor} added to a redirect URI. */
export function issuerMark(url: string): string | null {
  return new URL(url).searchParams.get(ISSUER);
}

/**
 * Normalises a path as routers and hosts do: without regard to case, repeated and trailing slashes, spaces and full
 * stops, percent-encoding, names of files that static hosts leave out (`.html`, `.htm`, `/index`), and the parameters
 * that Java hosts add (`;jsessionid=…`).
 */
export function normalizedRoute({ pathname }: URL): string {
  // A path with broken escapes is compared as it is spelled.
  return (decoded(pathname) ?? pathname)
    .toLowerCase()
    .replace(/[/.\s]+/g, '/')
    .replace(/(\/index)?(\/html?)?\/?(;.*)?$/, '');
}

/** Decodes the escapes of a URL; `undefined` if they are broken. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Corrects a URL with a misplaced response. Some servers join the response to a query with `?`, join it to a path with
 * `&`, or write `&` as `&amp;`. A hash router may put the response in the fragment, after a slash.
 */
function corrected(url: string): string {
  return url
    .replaceAll('&amp;', '&')
    .replace(
      /^([^#]*?)[?&](?=(state|code|iss|error)=)/,
      (_, start: string) => start + (start.includes('?') ? '&' : '?'),
    )
    .replace(/#[!/?]+(?=(state|code|iss|error)=)/, '#');
}

/**
 * Whether a URL is an authorization response: the redirect URI with `state`, and a code, an error or a token. The page
 * at the redirect URI may have other parameters and fragments.
 *
 * @param isCallback whether the app says that this page is its callback; then any URL of this page counts.
 */
export function isAuthorizationResponse(url: string, redirectUri: string, isCallback = false): boolean {
  const opened = new URL(corrected(url));
  return (
    normalizedRoute(opened) === normalizedRoute(new URL(redirectUri)) &&
    (isCallback ||
      [opened.search, opened.hash].some((part) => {
        const parameters = new URLSearchParams(part.slice(1));
        return parameters.get('state') && RESULTS.some((name) => parameters.has(name));
      }))
  );
}

/**
 * Removes an authorization response from the address bar before other code runs: otherwise, a code in the URL would get
 * into the history and the Referer, and every script of the page could read it (RFC 9700 §4.2, §4.3). Keeps all other
 * parameters and fragments.
 *
 * @param isCallback whether the app says that this page is its callback; then an incomplete response is captured, too,
 * so that it can be refused.
 * @returns the URL that was opened; `undefined` when it is not a response.
 */
export function captureAuthorizationResponse(
  platform: Pick<Platform, 'href' | 'replaceUrl'>,
  redirectUri: string,
  isCallback = false,
): string | undefined {
  const opened = corrected(platform.href());
  const { origin, search, hash } = new URL(opened);
  if (!isAuthorizationResponse(opened, redirectUri, isCallback)) return undefined;
  const rest = without(search, '?') + without(hash, '#');
  if (rest === search + hash) return undefined;
  // The new URL has the path of the redirect URI, because the app's router perhaps does not know the spelling that
  // the host chose. It is absolute, because a path that begins with two slashes would name another host.
  platform.replaceUrl(origin + new URL(redirectUri).pathname + rest);
  return opened;
}

/** The parameters of a response, also those that this module does not use, and {@link ISSUER}. */
const REMOVED =
  /^(code|iss|error(_(code|description|uri|message|reason))?|(session_)?state|(access|id|refresh)_token|token_type|expires_in|oauth_issuer)$/;

/** Removes the parameters of a response from a query or fragment; the rest keeps its spelling. */
function without(part: string, mark: '?' | '#'): string {
  const kept = part
    .slice(1)
    .split('&')
    .filter((piece) => ![...new URLSearchParams(piece).keys()].some((name) => REMOVED.test(name)))
    .join('&');
  return kept && mark + kept;
}
