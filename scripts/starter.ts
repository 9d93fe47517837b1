import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lockfileFor } from './starter/lockfile.ts';
import { type Files, isWithin, type Plan, planStarter, REMOVED_PATHS } from './starter/plan.ts';

const ROOT = resolve(import.meta.dirname, '..');
const USAGE = `Creates the starter: the app, src/oauth, the offline servers and their tests, without the lab.

npm run starter                            in this folder, without a commit
npm run starter -- ../my-app               in a new folder, without changes to this one
npm run starter -- --dry-run               shows what it would do
npm run starter -- --allow-uncommitted     also with uncommitted changes
`;

interface Options {
  /** The new folder for the starter. If it is absent, the project itself becomes the starter. */
  folder: string | undefined;
  dryRun: boolean;
  allowUncommitted: boolean;
}

/** Reads the options of the command line. Returns `undefined` when they are invalid. */
function readOptions(): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, 'allow-uncommitted': { type: 'boolean' } },
    });
    if (positionals.length > 1) return undefined;
    // npm runs a script in the project folder. `INIT_CWD` is the folder in which the person called npm.
    const calledIn = process.env.INIT_CWD ?? process.cwd();
    return {
      folder: positionals[0] === undefined ? undefined : resolve(calledIn, positionals[0]),
      dryRun: values['dry-run'] ?? false,
      allowUncommitted: values['allow-uncommitted'] ?? false,
    };
  } catch {
    return undefined;
  }
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Every tracked file with its text. The text of a picture is empty. */
function trackedFiles(): Files {
  const paths = git('ls-files', '-z').split('\0').filter(Boolean);
  return new Map(paths.map((path) => [path, isPicture(path) ? '' : readFileSync(join(ROOT, path), 'utf8')]));
}

const isPicture = (path: string): boolean => /\.(png|jpe?g|gif|ico|woff2?)$/.test(path);

/** @throws Error if this folder is no git repository, or has uncommitted changes: git could not restore the files. */
function refuseUnlessClean(allowUncommitted: boolean): void {
  let changes: string;
  try {
    changes = git('status', '--porcelain');
  } catch {
    throw new Error(
      'This folder is not a git repository, so nothing could be undone. Run `git init && git add -A && git commit -m "Start"` first.',
    );
  }
  if (changes !== '' && !allowUncommitted) {
    throw new Error(
      `There are uncommitted changes, which could be lost. Commit or stash them first, or add --allow-uncommitted:\n${changes}`,
    );
  }
}

/**
 * A folder with only a new Git repository counts as empty, too.
 *
 * @throws Error if the folder is not empty, or is part of this project, or if Vite cannot build in it.
 */
function refuseUnlessFree(folder: string): void {
  if (isWithin(ROOT, folder)) throw new Error(`${folder} is part of this project. Name a folder beside it.`);
  if (/[#%?]/.test(folder)) {
    throw new Error(
      `Vite does not build in ${folder}, because it reads #, % and ? in a path as parts of a URL.`,
    );
  }
  if (existsSync(folder) && readdirSync(folder).some((name) => name !== '.git')) {
    throw new Error(`${folder} exists and is not empty. Name a new folder.`);
  }
}

function describe({ remove, edit, packages }: Plan, lockfile: string, before: string): string {
  const folders = REMOVED_PATHS.flatMap((path) => {
    const count = remove.filter((file) => isWithin(path, file)).length;
    return count ? `  ${path}${count > 1 ? ` (${count} files)` : ''}\n` : [];
  });
  const locked = (text: string) => Object.keys(JSON.parse(text).packages).length;
  return [
    `Leaves out ${remove.length} files:\n${folders.join('')}`,
    `Leaves out ${packages.length} packages that nothing else imports, ${locked(before) - locked(lockfile)} with their dependencies:\n`,
    ...packages.map((name) => `  ${name}\n`),
    `Edits ${[...edit.keys(), 'package-lock.json'].sort().join(', ')}.\n`,
  ].join('');
}

function writeEdits(folder: string, edits: ReadonlyMap<string, string>): void {
  for (const [path, text] of edits) writeFileSync(join(folder, path), text);
}

function createHere({ remove }: Plan, edits: ReadonlyMap<string, string>): void {
  const paths = REMOVED_PATHS.filter((path) => remove.some((file) => isWithin(path, file)));
  // With `--allow-uncommitted`, these files may have changes, so git needs `--force`.
  git('rm', '-r', '--force', '--quiet', '--', ...paths);
  writeEdits(ROOT, edits);
}

function createIn(folder: string, { remove }: Plan, edits: ReadonlyMap<string, string>, files: Files): void {
  const removed = new Set(remove);
  for (const path of files.keys()) {
    if (removed.has(path)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  writeEdits(folder, edits);
}

function run({ folder, dryRun, allowUncommitted }: Options): string {
  if (!dryRun) refuseUnlessClean(allowUncommitted);
  if (folder !== undefined) refuseUnlessFree(folder);

  const files = trackedFiles();
  const plan = planStarter(files, basename(folder ?? ROOT));
  const before = files.get('package-lock.json') ?? '';
  const lockfile = lockfileFor(plan.edit.get('package.json') ?? '', before);
  const edits = new Map([...plan.edit, ['package-lock.json', lockfile]]);
  const description = describe(plan, lockfile, before);
  if (dryRun) return `${description}\nA dry run: nothing was changed.\n`;

  if (folder === undefined) {
    createHere(plan, edits);
    return `${description}
Nothing is committed: \`git status\` shows the changes, \`git reset --hard\` undoes them.
Next: npm ci && npm start. Then configure your servers: README.md, “Point it at your own servers”. npm test runs everything, including browsers, and takes minutes.
`;
  }
  createIn(folder, plan, edits, files);
  // In double quotes, a POSIX shell would replace `$name`.
  const quoted = process.platform === 'win32' ? `"${folder}"` : `'${folder.replaceAll("'", "'\\''")}'`;
  return `${description}
The starter is in ${folder}; nothing was changed here.
Next: cd ${quoted} && git init && npm ci && npm start. Then configure your servers: see README.md there. npm test runs everything, including browsers, and takes minutes.
`;
}

const options = readOptions();
if (!options) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  try {
    process.stdout.write(run(options));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
