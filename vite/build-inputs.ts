import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Build {
  outDir: string;
  /** The path below which the app is served. The default is `/`. */
  base?: string;
  env: Record<string, string>;
}

/** The record of the installed packages, which npm writes. */
const INSTALLED = 'node_modules/.package-lock.json';

/**
 * Computes a digest of everything that a build depends on: its settings, the files that Git does not ignore, the
 * installed packages and the version of Node. Two builds with the same digest have the same result.
 *
 * @param root the folder of the project.
 * @returns the SHA-256 in hexadecimal. It is `undefined` if Git cannot list all files of the project.
 */
export function digestOfInputs({ outDir, base, env }: Build, root: string): string | undefined {
  const files = projectFiles(root);
  if (files === undefined) return undefined;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([outDir, base, Object.entries(env).sort(), process.version]));
  for (const file of [...files, INSTALLED]) {
    const path = join(root, file);
    // Git also lists a file that was deleted and not committed.
    if (!existsSync(path)) continue;
    // Git lists an untracked repository as one folder, without its files.
    if (statSync(path).isDirectory()) return undefined;
    hash.update(`\0${file}\0`).update(createHash('sha256').update(readFileSync(path)).digest());
  }
  return hash.digest('hex');
}

function projectFiles(root: string): string[] | undefined {
  try {
    const flags = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    return execFileSync('git', flags, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\0')
      .filter((file) => file !== '')
      .sort();
  } catch {
    return undefined;
  }
}
