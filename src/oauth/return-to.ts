import { isAuthorizationResponse, routeOf } from './redirect-uri.ts';

/**
 * Lets only a path of our own origin through, so that a sign-in cannot end on a page of somebody else (an open
 * redirect, RFC 9700 §4.11). Checked when a sign-in starts and again when it ends.
 *
 * @param returnTo what a caller or a stored record asks for: a path with query and fragment, told from the origin or
 * from where the app is served.
 * @param redirectUri our callback. It is never returned to, which would be a loop; unless its path names a page
 * (`/`, `/app/`, `/index.html`), and what is asked for is no authorization response.
 * @returns path, query and fragment; `/` for anything else.
 */
export function sameOriginPath(returnTo: unknown, redirectUri: string): string {
  const callback = new URL(redirectUri);
  if (typeof returnTo !== 'string' || !returnTo.startsWith('/') || !URL.canParse(returnTo, redirectUri)) {
    return '/';
  }
  const target = new URL(returnTo, redirectUri);
  const path = target.pathname + target.search + target.hash;
  const route = routeOf(target);
  const isCallback = /\/$|\./.test(callback.pathname)
    ? isAuthorizationResponse(target.href, redirectUri)
    : route !== '' && routeOf(callback).endsWith(route);
  // Resolving may uncover what looked like a path: "/\\host" names a host to a browser, and "/..//host" turns
  // into a path that would.
  return target.origin === callback.origin && !path.startsWith('//') && !isCallback ? path : '/';
}
