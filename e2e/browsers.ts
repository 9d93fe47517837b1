import {
  devices,
  type Fixtures,
  type LaunchOptions,
  type Page,
  type PlaywrightTestConfig,
  type PlaywrightWorkerOptions,
} from 'playwright/test';
import { findBrowser, findHeadlessShell, machineProbes } from './find-browser.ts';

type Projects = NonNullable<PlaywrightTestConfig['projects']>;

/** A project for each browser in `TEST_BROWSERS`, such as `chromium,firefox,webkit`. The default is Chromium. */
export function browserProjects(): Projects {
  const probes = machineProbes();
  const whole = findBrowser(probes);
  // If no path is set, Playwright starts its own browser: the headless shell, or the full browser with windows.
  const executablePath = findHeadlessShell(probes) ?? (whole === probes.playwrightPath ? undefined : whole);
  const chromium: Projects[number] = {
    name: 'chromium',
    use: {
      ...devices['Desktop Chrome'],
      launchOptions: {
        ...(executablePath && { executablePath }),
        // The sandbox of Chromium does not work for root, which is the usual user in a container.
        args: [
          '--disable-gpu',
          '--disable-background-networking',
          ...(probes.isRoot ? ['--no-sandbox'] : []),
        ],
      },
    },
  };
  const all: Record<string, Projects[number]> = {
    chromium,
    firefox: { name: 'firefox', use: devices['Desktop Firefox'] },
    webkit: { name: 'webkit', use: devices['Desktop Safari'] },
  };
  return (process.env.TEST_BROWSERS ?? 'chromium').split(',').map((name) => {
    const project = all[name];
    if (!project) throw new Error(`TEST_BROWSERS: there is no browser "${name}".`);
    return project;
  });
}

/** The settings of every lane. There are no retries, because a race is a defect. */
export const LANE = {
  fullyParallel: true,
  // More workers than cores: a test often waits for the network of its page.
  workers: 3,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  // The timeouts are long, because a slow machine is no defect.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  projects: browserProjects(),
} satisfies PlaywrightTestConfig;

/** A lane records no trace, because a trace would contain codes and tokens. */
export const UNRECORDED = { trace: 'off', screenshot: 'off' } as const;

/**
 * The launch options of a project with the back/forward cache, as in the browsers of users. By default, Playwright
 * turns this cache off. A headless shell has no such cache, so this project launches the full Chromium.
 */
export function launchedWithBackForwardCache(options: LaunchOptions, browserName: string): LaunchOptions {
  const whole = browserName === 'chromium' ? findBrowser(machineProbes()) : undefined;
  return {
    ...options,
    ...(whole !== undefined && { executablePath: whole }),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  };
}

/** Watches the current page. The result lists, for each return of the user, whether the browser restored the page. */
export async function restorations(page: Page): Promise<() => boolean[]> {
  const restored: boolean[] = [];
  await page.exposeFunction('reportRestored', (persisted: boolean) => restored.push(persisted));
  await page.evaluate(() =>
    addEventListener('pageshow', ({ persisted }) => Reflect.get(window, 'reportRestored')(persisted)),
  );
  return () => restored;
}

type LaunchFixtures = Fixtures<object, Pick<PlaywrightWorkerOptions, 'launchOptions'>>;

/** The settings of a spec for a Firefox with a certain preference. */
export const withPreference = (name: string, value: boolean): LaunchFixtures => ({
  launchOptions: [
    ({ launchOptions }, use) =>
      use({ ...launchOptions, firefoxUserPrefs: { ...launchOptions.firefoxUserPrefs, [name]: value } }),
    { scope: 'worker' },
  ],
});
