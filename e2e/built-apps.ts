import { join } from 'node:path';
import type { PlaywrightTestConfig } from 'playwright/test';
import type { Build } from '../vite/build-inputs.ts';

type WebServers = Extract<NonNullable<PlaywrightTestConfig['webServer']>, readonly unknown[]>;

export interface BuiltApp extends Build {
  url: string;
  /** The host that serves the build. The default is Vite's preview. */
  host?: 'static';
}

/** The variable of the environment that passes the apps of a lane to `serve-apps.ts`. */
export const APPS = 'E2E_APPS';

/** The server of a lane's apps: one process for all, because Playwright starts one process after another. */
export function builtApps(apps: readonly BuiltApp[]): WebServers {
  return [
    {
      // An editor runs the tests without the project's programs in `PATH`, so `npx` adds them.
      command: 'npx node e2e/serve-apps.ts',
      cwd: join(import.meta.dirname, '..'),
      env: { [APPS]: JSON.stringify(apps) },
      // Only the first app is built before the tests start.
      url: apps[0]?.url,
      reuseExistingServer: false,
      // The timeout includes the builds, which take long on a slow machine.
      timeout: 180_000,
    },
  ];
}
