import { devices, type PlaywrightTestConfig } from 'playwright/test';
import { findBrowser, machineProbes } from './find-browser.ts';

type Projects = NonNullable<PlaywrightTestConfig['projects']>;

/** One project per browser: Chromium by default, or the browsers in `TEST_BROWSERS` (`chromium,firefox,webkit`). */
export function browserProjects(): Projects {
  const probes = machineProbes();
  const executablePath = findBrowser(probes);
  const chromium: Projects[number] = {
    name: 'chromium',
    use: {
      ...devices['Desktop Chrome'],
      launchOptions: {
        ...(executablePath && { executablePath }),
        // Chromium's sandbox refuses to run as root, as in a container.
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
