import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** Finds and installs a Chromium. Injected, so that the order of attempts can be tested. */
export interface Probes {
  /** The path of Playwright's own browser. */
  playwrightPath: string;
  exists(path: string): boolean;
  environment: Record<string, string | undefined>;
  isRoot: boolean;
  /** Runs a command. @returns whether it succeeded. */
  run(command: string, ...args: string[]): boolean;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const HEADLESS_SHELLS = ['chromium-headless-shell', 'chrome-headless-shell'];
const APPLICATIONS = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The Chromium to drive: Playwright's own, or else `CHROME_PATH`, or else a Chromium of the system.
 *
 * @returns its path; `undefined` if there is no Chromium.
 */
export function findBrowser({ playwrightPath, exists, environment }: Probes): string | undefined {
  const system = inPath(NAMES, environment);
  const candidates = [playwrightPath, environment.CHROME_PATH ?? '', ...system, ...APPLICATIONS];
  return candidates.find((path) => path !== '' && exists(path));
}

/**
 * The headless shell of the system's Chromium, for tests without windows. Pages take about half the time in it, but it
 * has no back/forward cache.
 *
 * @returns the path of the shell; `undefined` on a machine without a shell, and where `CHROME_PATH` or Playwright's own
 * browser comes first. Playwright finds the shell of its own browser by itself.
 */
export function findHeadlessShell(probes: Probes): string | undefined {
  const { playwrightPath, exists, environment } = probes;
  const first = findBrowser(probes);
  if (first !== undefined && [playwrightPath, environment.CHROME_PATH].includes(first)) return undefined;
  return inPath(HEADLESS_SHELLS, environment).find(exists);
}

function inPath(names: readonly string[], environment: Probes['environment']): string[] {
  const folders = (environment.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * Finds a browser as {@link findBrowser} does, or installs Playwright's download, or Debian's package when run as root.
 *
 * @throws Error that says what the user has to do.
 */
export function ensureBrowser(probes: Probes): string {
  const installPackage = (name: string) => probes.run('apt-get', 'install', '-y', name);
  const attempts = [
    () => true,
    () => probes.run('playwright', 'install', 'chromium'),
    () => {
      if (!probes.isRoot || !probes.run('apt-get', 'update') || !installPackage('chromium')) return false;
      // Some distributions do not have it, and the tests need it only to be faster.
      installPackage('chromium-headless-shell');
      return true;
    },
  ];
  for (const attempt of attempts) {
    const found = attempt() && findBrowser(probes);
    if (found) return found;
  }
  throw new Error(
    'No browser found: install Chromium or Chrome, or set CHROME_PATH to its path, and run this again.',
  );
}

/** The probes on this machine. */
export function machineProbes(): Probes {
  return {
    playwrightPath: chromium.executablePath(),
    exists: existsSync,
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    run(command, ...args) {
      try {
        execFileSync(command, args, { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    },
  };
}

if (import.meta.main) {
  try {
    const whole = ensureBrowser(machineProbes());
    process.stdout.write(`Browser: ${findHeadlessShell(machineProbes()) ?? whole}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
