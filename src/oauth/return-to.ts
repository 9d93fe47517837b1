import { isText } from './json.ts';
import { isAuthorizationResponse, normalizedRoute } from './redirect-uri.ts';
import { parseUrl } from './safe-url.ts';

const STARTS = /^(\/|https?:\/\/)/;

/**
 * Accepts only a path of this origin, so that a sign-in cannot end on another site (an open redirect, RFC 9700
 * §4.11). Checked when a sign-in starts and again when it ends.
 *
 * @param returnTo the path from a caller or a stored record, with query and fragment, relative to the origin or to
 * the base path of the app; or a URL of this origin, such as `location.href`.
 * @param redirectUri the callback. A `returnTo` at the callback would cause a loop, so it is rejected. It is accepted
 * if the callback is also a page (`/`, `/app/`, `/index.html`) and `returnTo` is not an authorization response.
 * @returns path, query and fragment; `/` for anything else.
 */
export function sameOriginPath(returnTo: unknown, redirectUri: string): string {
  const callback = new URL(redirectUri);
  const target = isText(returnTo) && STARTS.test(returnTo) && parseUrl(returnTo, redirectUri);
  if (!target) return '/';
  const path = target.pathname + target.search + target.hash;
  const route = normalizedRoute(target);
  const isCallback = /\/$|\./.test(callback.pathname)
    ? isAuthorizationResponse(target.href, redirectUri)
    : route !== '' && normalizedRoute(callback).endsWith(route);
  // Some paths resolve to another host: "/\\host" is a host to a browser, and "/..//host" becomes "//host".
  return target.origin === callback.origin && !path.startsWith('//') && !isCallback ? path : '/';
}
