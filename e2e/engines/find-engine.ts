import { delimiter, join } from 'node:path';
import { machineProbes, type Probes } from '../find-browser.ts';

/** A program that the lane needs, and the places where it may be. */
export interface Program {
  names: readonly string[];
  /** Possible paths of the program that are not in `PATH`. */
  applications: readonly string[];
  /** The environment variable with the path that a developer prefers. */
  setting: string;
  /** The package with the program in Debian and Ubuntu. */
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

/** The lane needs this display server, because WebKitGTK has no headless mode. */
export const DISPLAY_SERVER: Program = {
  names: ['Xvfb'],
  applications: [],
  setting: 'XVFB_PATH',
  package: 'xvfb',
};

/**
 * Finds an installed program: first the path in its setting, then a program of the system. The other lanes use
 * Playwright's own builds of Firefox and WebKit.
 *
 * @returns the path of the program, or `undefined` if the machine does not have it.
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
 * Finds the program as {@link findProgram} does. If the machine does not have it, and this process runs as root,
 * installs Debian's package.
 *
 * @throws Error that says what the developer has to do, if there is still no program.
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
