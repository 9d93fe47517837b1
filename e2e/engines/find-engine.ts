import { delimiter, join } from 'node:path';
import { machineProbes, type Probes } from '../find-browser.ts';

/** A program of the lane, and where it comes from. */
export interface Program {
  names: readonly string[];
  /** Paths outside `PATH`. */
  applications: readonly string[];
  /** The environment variable that names another program. */
  setting: string;
  /** The package of Debian and Ubuntu. */
  package: string;
}

export const FIREFOX: Program = {
  names: ['firefox-esr', 'firefox'],
  applications: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  setting: 'FIREFOX_PATH',
  package: 'firefox-esr',
};

export const WEBKIT_DRIVER: Program = {
  names: ['WebKitWebDriver'],
  applications: [],
  setting: 'WEBKIT_DRIVER_PATH',
  package: 'webkit2gtk-driver',
};

/** WebKitGTK has no headless mode. */
export const DISPLAY_SERVER: Program = {
  names: ['Xvfb'],
  applications: [],
  setting: 'XVFB_PATH',
  package: 'xvfb',
};

/**
 * The installed program: the program that its setting names, or else a program of the system. The other lanes drive
 * Playwright's own builds of Firefox and WebKit.
 *
 * @returns its path; `undefined` if there is no such program.
 */
export function findProgram(
  { names, applications, setting }: Program,
  { exists, environment }: Pick<Probes, 'exists' | 'environment'>,
): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter);
  const system = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = [environment[setting] ?? '', ...system, ...applications];
  return candidates.find((path) => path !== '' && exists(path));
}

/**
 * Finds the program as {@link findProgram} does, or installs Debian's package when run as root.
 *
 * @throws Error that says what the user has to do.
 */
export function ensureProgram(program: Program, probes: Probes): string {
  const install = () =>
    probes.isRoot &&
    probes.run('apt-get', 'update') &&
    probes.run('apt-get', 'install', '-y', program.package);
  const found = findProgram(program, probes) ?? (install() ? findProgram(program, probes) : undefined);
  if (found !== undefined) return found;
  throw new Error(
    `No ${program.names[0]} found: install it (Debian: apt-get install ${program.package}), or set ${program.setting} to its path, and run this again.`,
  );
}

if (import.meta.main) {
  try {
    for (const program of [FIREFOX, WEBKIT_DRIVER, DISPLAY_SERVER]) {
      process.stdout.write(`Engine: ${ensureProgram(program, machineProbes())}\n`);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
