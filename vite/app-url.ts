/**
 * The address at which the build will be served, as set by `VITE_APP_URL`.
 *
 * @returns the address with a trailing slash, or `undefined` if the setting is absent.
 * @throws TypeError for credentials, a query, a fragment, an empty segment, or an address that is not https. Only an
 * address of this machine may be http.
 */
export function appUrlOf({ VITE_APP_URL: appUrl }: Record<string, string | undefined>): URL | undefined {
  if (!appUrl) return undefined;
  const isServed = /^(https:\/\/|http:\/\/(([\w-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$))[^?#]*$/;
  if (!URL.canParse(appUrl) || !isServed.test(appUrl)) {
    throw new TypeError(
      `VITE_APP_URL must be the https address that the app will be served at, or an http address of this machine; "${appUrl}" is neither.`,
    );
  }
  const url = new URL(appUrl.replace(/\/?$/, '/'));
  // Credentials would be published in every page. To a browser, a path that begins with two slashes names another host.
  if (url.username || url.password || url.pathname.includes('//')) {
    throw new TypeError('VITE_APP_URL must have no credentials, and no empty segment in its path.');
  }
  return url;
}
