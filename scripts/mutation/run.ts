import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SUBJECTS, strykerSettings } from './subjects.ts';

/**
 * Tests the tests. Each mutant is the code with one change, and at least one test should fail for it.
 *
 *   npm run mutation                                         runs every part in subjects.ts
 *   npm run mutation -- oauth --mutate src/oauth/scope.ts    runs one part, with options of Stryker
 *
 * The mutation tester is not a dependency of the project: the first run installs it here, from the `package-lock.json`
 * of this folder.
 */
const HERE = import.meta.dirname;
const REPORTS = 'reports/mutation';

/** Whether each package that this folder pins is installed, in the pinned version. */
function isInstalled(): boolean {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(HERE, 'package.json'), 'utf8'),
  );
  return Object.entries(dependencies).every(([name, version]) => {
    const manifest = join(HERE, 'node_modules', name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}

const succeeds = (command: string, args: readonly string[], cwd?: string): boolean =>
  spawnSync(command, args, { cwd, stdio: 'inherit' }).status === 0;

function run([first, ...rest]: string[]): boolean {
  // A starter has no lab.
  const present = Object.entries(SUBJECTS).filter(([, { tests }]) => existsSync(tests));
  const chosen = present.filter(([name]) => name === first);
  const subjects = chosen.length > 0 ? chosen : present;
  const options = chosen.length > 0 || first === undefined ? rest : [first, ...rest];
  if (!isInstalled() && !succeeds('npm', ['ci', '--no-audit', '--no-fund'], HERE)) return false;
  const stryker = join(HERE, 'node_modules/.bin/stryker');
  mkdirSync(REPORTS, { recursive: true });
  return subjects.every(([name, subject]) => {
    const settings = join(REPORTS, `${name}.settings.json`);
    writeFileSync(settings, JSON.stringify(strykerSettings(name, subject)));
    return succeeds(stryker, ['run', settings, ...options]);
  });
}

if (!run(process.argv.slice(2))) process.exitCode = 1;
