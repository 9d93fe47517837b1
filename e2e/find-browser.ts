import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright';

/** The parts of the machine that matter for a search. A test supplies its own probes, to see the order of attempts. */
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
 * Finds the Chromium for the tests: Playwright's own, then the Chromium at `CHROME_PATH`, then one of the system.
 *
 * @returns the path of the Chromium, or `undefined` if the machine has no Chromium.
 */
export function findBrowser({ playwrightPath, exists, environment }: Probes): string | undefined {
  const system = inPath(NAMES, environment);
  const candidates = [playwrightPath, environment.CHROME_PATH ?? '', ...system, ...APPLICATIONS];
  return candidates.find((path) => path !== '' && exists(path));
}

/**
 * Finds the headless shell of the system's Chromium, for tests without windows. A headless shell loads pages in about
 * half the time, but has no back/forward cache.
 *
 * @returns the path of the shell. It is `undefined` if there is no shell, or if {@link findBrowser} finds Playwright's
 * own browser or the browser at `CHROME_PATH`. Playwright itself finds the shell of its own browser.
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
 * Finds a browser as {@link findBrowser} does. If the machine has no Chromium, installs Playwright's download. If
 * that fails, and this process runs as root, installs Debian's package.
 *
 * @throws Error that says what the developer has to do, if there is still no browser.
 */
export function ensureBrowser(probes: Probes): string {
  const installPackage = (name: string) => probes.run('apt-get', 'install', '-y', name);
  const attempts = [
    () => true,
    () => probes.run('playwright', 'install', 'chromium'),
    () => {
      if (!probes.isRoot || !probes.run('apt-get', 'update') || !installPackage('chromium')) return false;
      // Some distributions lack this package. It only makes the tests faster, so a failure does not matter.
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

/** Starts the browser of this machine for a script. */
export function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const probes = machineProbes();
  return chromium.launch({
    executablePath: ensureBrowser(probes),
    // The sandbox of Chromium does not work for root, which is the usual user in a container.
    args: ['--disable-gpu', '--disable-background-networking', ...(probes.isRoot ? ['--no-sandbox'] : [])],
    ...options,
  });
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
