/**
 * Where the build will be served, as `VITE_APP_URL` says.
 *
 * @returns its address with a slash at the end; `undefined` without the setting.
 * @throws TypeError when the setting is no https address, or has a query or fragment.
 */
export function appUrlOf({ VITE_APP_URL: appUrl }: Record<string, string | undefined>): URL | undefined {
  if (!appUrl) return undefined;
  if (!URL.canParse(appUrl) || !/^https:\/\/[^?#]+$/.test(appUrl)) {
    throw new TypeError(
      `VITE_APP_URL must be the https address that the app will be served at; "${appUrl}" is not.`,
    );
  }
  return new URL(appUrl.replace(/\/?$/, '/'));
}
