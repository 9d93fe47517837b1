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
import type { Lockfile } from './lockfile.ts';

/**
 * Proves `npm run starter` on a copy of the tracked files: it refuses while something is uncommitted, touches
 * nothing in a dry run, and leaves a project that lints, type-checks, builds and keeps its budgets.
 *
 * Packages are linked, and only those that the new lockfile still names, so that a missing one is missed.
 * With `--full` they are installed by `npm ci`, and the project's units and its sign-in in a browser are run
 * as well.
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

/** Links the packages that the copy's lockfile names, and the commands they bring. */
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

function check(folder: string, full: boolean): void {
  copyTrackedFiles(folder);
  commit(folder);

  appendFileSync(join(folder, 'README.md'), '\nMine.\n');
  const refused = run(folder, 'node', 'scripts/starter.ts');
  if (refused.ok || !refused.output.includes('README.md')) {
    throw new Error(`The starter ran over an uncommitted change:\n${refused.output}`);
  }
  must(folder, 'git', 'checkout', '--quiet', '.');
  must(folder, 'node', 'scripts/starter.ts', '--dry-run');
  const touched = must(folder, 'git', 'status', '--porcelain');
  if (touched !== '') throw new Error(`A dry run touched files:\n${touched}`);
  process.stdout.write(must(folder, 'node', 'scripts/starter.ts'));

  if (full) must(folder, 'npm', 'ci', '--no-audit', '--no-fund');
  else linkPackages(folder);
  const scripts = ['lint', 'types', ...(full ? ['test:unit'] : []), 'size'];
  for (const script of scripts) must(folder, 'npm', 'run', script);
  if (full) must(folder, 'npm', 'run', 'test:e2e', '--', 'starter/sign-in');
}

const full = process.argv.includes('--full');
const folder = mkdtempSync(join(tmpdir(), 'starter-'));
try {
  if (full || run(ROOT, 'git', 'ls-files').ok) check(folder, full);
  else process.stdout.write('Skipped: the starter wants a git repository, and this folder is none.\n');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
