/**
 * Lets only a path of our own origin through, so that a sign-in cannot end on somebody else's page (an open
 * redirect, RFC 9700 §4.11). Checked when a sign-in starts and again when it ends.
 *
 * @param returnTo what a caller or a stored record asks for: a path with query and fragment.
 * @param redirectUri our callback; it is never returned to, which would be a loop, whether or not the path is told from
 *   where the app is served.
 * @returns path, query and fragment; `/` for anything else.
 */
export function sameOriginPath(returnTo: unknown, redirectUri: string): string {
  const callback = new URL(redirectUri);
  if (typeof returnTo !== 'string' || !returnTo.startsWith('/') || !URL.canParse(returnTo, redirectUri)) {
    return '/';
  }
  const target = new URL(returnTo, redirectUri);
  const path = target.pathname + target.search + target.hash;
  // Resolving may uncover what looked like a path: "/\host" names a host to a browser, and "/..//host" turns
  // into a path that would.
  const stays = target.origin === callback.origin && !path.startsWith('//');
  return stays && !callback.pathname.endsWith(target.pathname) ? path : '/';
}
