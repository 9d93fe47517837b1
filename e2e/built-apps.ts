import { join } from 'node:path';
import type { PlaywrightTestConfig } from 'playwright/test';

type WebServers = Extract<NonNullable<PlaywrightTestConfig['webServer']>, readonly unknown[]>;

/** A build of the app. */
export interface Build {
  outDir: string;
  /** The path below which the app is served. The default is `/`. */
  base?: string;
  /** The settings of the build. */
  env: Record<string, string>;
}

/** A build, and the server that serves it. */
export interface BuiltApp extends Build {
  url: string;
  /** The command that serves the build. The default is Vite's preview. */
  serve?: string;
}

/** The variable of the environment that passes the builds of a lane to `build-apps.ts`. */
export const BUILDS = 'E2E_BUILDS';

/**
 * The servers of the apps that a lane builds. Playwright starts one server after another. The command of the first
 * server builds all apps at the same time, because that takes half as long as one build after another.
 */
export function builtApps(apps: readonly BuiltApp[]): WebServers {
  const builds = apps.map(({ outDir, base, env }): Build => ({ outDir, base, env }));
  return apps.map(({ outDir, env, url, serve }, index) => {
    const command = serve ?? `vite preview --outDir ${outDir} --port ${new URL(url).port}`;
    const isFirst = index === 0;
    return {
      command: isFirst ? `node e2e/build-apps.ts && ${command}` : command,
      cwd: join(import.meta.dirname, '..'),
      env: isFirst ? { ...env, [BUILDS]: JSON.stringify(builds) } : env,
      url,
      reuseExistingServer: false,
      // The timeout includes the builds, which take long on a slow machine.
      timeout: 180_000,
    };
  });
}
