/**
 * The address of the build, as set by `VITE_APP_URL`.
 *
 * @returns the address with a trailing slash; `undefined` without the setting.
 * @throws TypeError for a query, a fragment, or an address that is not https; an address of this machine may be http.
 */
export function appUrlOf({ VITE_APP_URL: appUrl }: Record<string, string | undefined>): URL | undefined {
  if (!appUrl) return undefined;
  const isServed = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$))[^?#]*$/;
  if (!URL.canParse(appUrl) || !isServed.test(appUrl)) {
    throw new TypeError(
      `VITE_APP_URL must be the https address that the app will be served at, or an http address of this machine; "${appUrl}" is neither.`,
    );
  }
  return new URL(appUrl.replace(/\/?$/, '/'));
}
