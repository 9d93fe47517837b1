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
 * logs the first line without a URL. If a worker fails, the line has a URL.
 */
export const FIREFOX_ERRORS = [
  /^Failed to load ‘’\. A ServiceWorker intercepted the request and encountered an unexpected error\.$/,
  // `fixtures.ts` allows the same error of Chromium: "Failed to update a ServiceWorker".
  /^Failed to update the ServiceWorker .* the registration has been un/,
];
