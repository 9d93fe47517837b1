import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { mocksIn } from './bundle.ts';
import type { Lockfile } from './lockfile.ts';

/**
 * Tests `npm run starter` on a copy of the tracked files. The command must refuse uncommitted changes and unfit folders,
 * and must change nothing in a dry run. In a new folder, the command writes a project. That project must have its own name, and must
 * pass the linter, the type check and the unit tests of {@link CHANGED_ROOMS}. It must build without mocks, refuse to
 * build without a server, and keep its size budgets.
 *
 * The check links only the packages in the new lockfile, so that it notices a missing package. With `--full`, the copy
 * itself becomes the starter, `npm ci` installs the packages, and all of `npm test` runs, with browsers.
 */
const ROOT = resolve(import.meta.dirname, '../..');

function run(folder: string, command: string, ...args: string[]): { ok: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return { ok: status === 0, output: stdout + stderr };
}

function must(folder: string, command: string, ...args: string[]): string {
  const startedMs = performance.now();
  const { ok, output } = run(folder, command, ...args);
  const words = [command, ...args].join(' ');
  if (!ok) throw new Error(`In the copy, ${words} failed:\n${output}`);
  process.stdout.write(`ok  ${words}  ${((performance.now() - startedMs) / 1000).toFixed(1)} s\n`);
  return output;
}

function copyTrackedFiles(folder: string): void {
  for (const path of must(ROOT, 'git', 'ls-files', '-z')
    .split('\0')
    .filter((path) => path && existsSync(join(ROOT, path)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
}

function commit(folder: string): void {
  must(folder, 'git', 'init', '--quiet');
  must(folder, 'git', 'add', '--all');
  const author = ['-c', 'user.name=check', '-c', 'user.email=check@example.com'];
  must(folder, 'git', ...author, 'commit', '--quiet', '--no-verify', '--message', 'Copy');
}

/** Links the packages in the copy's lockfile, and their commands. */
function linkPackages(folder: string): void {
  const lockfile: Lockfile = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const names = Object.keys(lockfile.packages).flatMap(
    (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? [],
  );
  const from = join(ROOT, 'node_modules');
  const to = join(folder, 'node_modules');
  const present = new Set(
    readdirSync(from).flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(from, name)).map((own) => `${name}/${own}`) : name,
    ),
  );
  for (const name of names.filter((name) => present.has(name))) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    symlinkSync(join(from, name), join(to, name));
  }
  mkdirSync(join(to, '.bin'));
  for (const command of readdirSync(join(from, '.bin'))) {
    const target = readlinkSync(join(from, '.bin', command));
    if (names.some((name) => target.startsWith(`../${name}/`)))
      symlinkSync(target, join(to, '.bin', command));
  }
}

/** The starter command, as npm runs it in `project`. */
function starter(project: string, ...flags: string[]): [string, string, ...string[]] {
  return [project, 'node', 'scripts/starter.ts', ...flags];
}

function checkRefusals(project: string): void {
  appendFileSync(join(project, 'README.md'), '\nMine.\n');
  const refused = run(...starter(project));
  if (refused.ok || !refused.output.includes('README.md')) {
    throw new Error(`The starter did not refuse an uncommitted change:\n${refused.output}`);
  }
  for (const unfit of [join(project, 'mine'), `${project}#1`]) {
    if (run(...starter(project, unfit, '--allow-uncommitted')).ok) {
      throw new Error(
        `The starter was written to ${unfit}, inside its project or where Vite does not build.`,
      );
    }
  }
  must(...starter(project, '--allow-uncommitted', '--dry-run'));
  must(project, 'git', 'checkout', '--quiet', '.');
  must(...starter(project, '--dry-run'));
  const touched = must(project, 'git', 'status', '--porcelain');
  if (touched !== '') throw new Error(`A dry run touched files:\n${touched}`);
}

function checkBundle(folder: string): void {
  const unset = run(folder, 'npm', 'run', 'build');
  if (unset.ok || !unset.output.includes('VITE_MCP_SERVER_URL nor VITE_ISSUER is set')) {
    throw new Error(`A build without a server did not fail with the names of the settings:\n${unset.output}`);
  }
  must(folder, 'env', 'VITE_MCP_SERVER_URL=https://mcp.example/mcp', 'npm', 'run', 'build');
  const found = mocksIn(join(folder, 'dist'));
  if (found.length > 0)
    throw new Error(`A production build contains mocks or files of the lab:\n${found.join('\n')}`);
  // The same check runs on a build that must contain mocks, to prove that the check detects them.
  must(folder, 'env', 'VITE_OFFLINE=true', 'npm', 'run', 'build', '--', '--outDir', 'dist-offline');
  if (mocksIn(join(folder, 'dist-offline')).length === 0) throw new Error('An offline build holds no mocks.');
}

/** The rooms whose tests read the whole tree. For the other rooms, `npm run test:unit` is enough. */
const CHANGED_ROOMS = ['docs', 'e2e', 'examples', 'scripts', 'vite', 'src/app', 'src/boundaries.test.ts'];

/** The quick check: a starter in a new folder, with linked packages. */
function checkNewFolder(project: string, folder: string): void {
  // A new repository, as after a clone of an empty repository.
  must(project, 'git', 'init', '--quiet', folder);
  process.stdout.write(must(...starter(project, folder)));
  if (must(project, 'git', 'status', '--porcelain') !== '') {
    throw new Error('A starter in a new folder changed the project that it comes from.');
  }
  const named = run(folder, 'grep', '-rniE', 'pkce[-_ ]?lab', '.');
  if (named.output !== '') throw new Error(`The starter contains the name of this project:\n${named.output}`);
  linkPackages(folder);
  for (const script of ['lint', 'types', 'size']) must(folder, 'npm', 'run', script);
  must(folder, 'npm', 'run', 'test:unit', '--', ...CHANGED_ROOMS);
  checkBundle(folder);
}

/** The full check: a starter in place, with installed packages and all tests of the starter. */
function checkInPlace(project: string): void {
  process.stdout.write(must(...starter(project)));
  must(project, 'npm', 'ci', '--no-audit', '--no-fund');
  must(project, 'npm', 'test');
  checkBundle(project);
}

function check(folder: string, full: boolean): void {
  const project = join(folder, 'lab');
  mkdirSync(project);
  copyTrackedFiles(project);
  commit(project);
  checkRefusals(project);
  if (full) checkInPlace(project);
  else checkNewFolder(project, join(folder, 'my-app'));
}

const full = process.argv.includes('--full');
const folder = mkdtempSync(join(tmpdir(), 'starter-'));
try {
  if (full || run(ROOT, 'git', 'ls-files').ok) check(folder, full);
  else process.stdout.write('Skipped: the starter needs a git repository, and this folder is not one.\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
