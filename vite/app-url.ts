/**
 * Where the build will be served, as `VITE_APP_URL` says.
 *
 * @returns its address with a slash at the end; `undefined` without the setting.
 * @throws TypeError when the setting is no https address, or has a query or fragment. On this machine it may be http.
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
