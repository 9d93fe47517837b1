/**
 * Console errors of Firefox that no page causes.
 *
 * If the user leaves a page while a service worker handles a request of this page, Firefox cancels the request and logs
 * the first of these errors. The error has no URL, or the URL of a script, of an icon or of the app: each page requests
 * the URL of the app to read its headers (`HostingNotice.tsx`). If the worker itself fails, the error has the URL of an
 * endpoint, which no pattern matches. Firefox also reports the import of such a script as failed. The tests still find
 * an import that really failed, because the app then lacks a screen.
 */
export const FIREFOX_ERRORS = [
  /^Failed to load ‘(http:\/\/localhost:\d+\/([\w/.-]+\.(js|svg))?)?’\. A ServiceWorker intercepted the request and encountered an unexpected error\.$/,
  /^TypeError: error loading dynamically imported module: http:\/\/localhost:\d+\/[\w/.-]+\.js$/,
  // The status says that the user left the page during the download (NS_BINDING_ABORTED).
  /^downloadable font: download failed .*status=2152398850 /,
  // `fixtures.ts` allows the same error of Chromium: "Failed to update a ServiceWorker".
  /^(TypeError: )?Failed to update the ServiceWorker .* the registration has been un/,
];

/** `docs/engines.md` has the reasons, and names other tests of the same behaviour. */
export const NOT_RUN_IN_FIREFOX: readonly string[] = [
  'a press that starts the servers in the tab works without a reload',
  'the watch finds a secret in every place that must contain no secret',
  'the app signs in below a path of a static host, and requests no missing file',
  'the last page shows what was proven, and prints without navigation',
  'the watch finds violations in HTML, scripts and workers',
  'each page has its text, title and description, and no session controls',
  'below a path, a chapter has its text, and its links lead to the other chapters',
  'if the user allows motion, the flow runs automatically when it scrolls into view',
  'the worker takes control of a page that loaded without it',
  'after the process of a tab has crashed, a reload continues the session',
];

/** Matches the tests of {@link NOT_RUN_IN_FIREFOX} in the titles that Playwright gives to `grepInvert`. */
export const NOT_RUN_TITLES: readonly RegExp[] = NOT_RUN_IN_FIREFOX.map(
  (title) => new RegExp(` ${title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?: @|$)`),
);
