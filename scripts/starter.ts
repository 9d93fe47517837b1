import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockfileFor } from './starter/lockfile.ts';
import { type Files, isWithin, type Plan, planStarter, REMOVED_PATHS } from './starter/plan.ts';

const ROOT = resolve(import.meta.dirname, '..');
const USAGE = `Leaves the starter: the app, src/oauth, the offline servers and their tests, without what teaches.

npm run starter                 does it; nothing is committed
npm run starter -- --dry-run    says what it would do
`;

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Every tracked file that is text; a picture is known by its name alone. */
function trackedFiles(): Files {
  const paths = git('ls-files', '-z').split('\0').filter(Boolean);
  return new Map(paths.map((path) => [path, isPicture(path) ? '' : readFileSync(join(ROOT, path), 'utf8')]));
}

function isPicture(path: string): boolean {
  return /\.(png|jpe?g|gif|ico|woff2?)$/.test(path);
}

/** @throws Error when there is something that git could not bring back. */
function refuseUnlessClean(): void {
  let changes: string;
  try {
    changes = git('status', '--porcelain');
  } catch {
    throw new Error(
      'This folder is not a git repository, so nothing could be taken back. Run `git init && git add -A && git commit -m "Start"` first.',
    );
  }
  if (changes !== '') {
    throw new Error(
      `There are uncommitted changes, which could get lost. Commit or stash them first:\n${changes}`,
    );
  }
}

function describe({ remove, edit, packages }: Plan, lockfile: string, before: string): string {
  const folders = REMOVED_PATHS.flatMap((path) => {
    const count = remove.filter((file) => isWithin(path, file)).length;
    return count ? `  ${path}${count > 1 ? ` (${count} files)` : ''}\n` : [];
  });
  const locked = (text: string) => Object.keys(JSON.parse(text).packages).length;
  return [
    `Removes ${remove.length} files:\n${folders.join('')}`,
    `Removes ${packages.length} packages that nothing else imports, ${locked(before) - locked(lockfile)} with theirs:\n`,
    ...packages.map((name) => `  ${name}\n`),
    `Edits ${[...edit.keys(), 'package-lock.json'].sort().join(', ')}.\n`,
  ].join('');
}

function run(flags: readonly string[]): string {
  const unknown = flags.find((flag) => flag !== '--dry-run');
  if (unknown !== undefined) return USAGE;
  const dryRun = flags.includes('--dry-run');
  if (!dryRun) refuseUnlessClean();

  const files = trackedFiles();
  const plan = planStarter(files);
  const manifest = plan.edit.get('package.json') ?? '';
  const before = files.get('package-lock.json') ?? '';
  const lockfile = lockfileFor(manifest, before);
  const description = describe(plan, lockfile, before);
  if (dryRun) return `${description}\nA dry run: nothing was touched.\n`;

  git(
    'rm',
    '-r',
    '--quiet',
    '--',
    ...REMOVED_PATHS.filter((path) => plan.remove.some((file) => isWithin(path, file))),
  );
  for (const [path, text] of [...plan.edit, ['package-lock.json', lockfile] as const]) {
    writeFileSync(join(ROOT, path), text);
  }
  return `${description}
Nothing is committed: \`git status\` shows all of it, \`git reset --hard\` takes it back.
Next: npm ci && npm test, then put your servers into src/config.ts.
`;
}

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
