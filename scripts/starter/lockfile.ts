import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A `package-lock.json`, with only the members that this folder uses. */
export interface Lockfile {
  packages: Record<string, { version?: string; integrity?: string }>;
}

/**
 * Returns `lockfile` without the packages that `manifest` no longer needs. npm computes it in a temporary folder,
 * without network.
 *
 * @throws Error if npm fails, or if the result has a package or a version that `lockfile` lacks.
 */
export function lockfileFor(manifest: string, lockfile: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'starter-lockfile-'));
  try {
    writeFileSync(join(folder, 'package.json'), manifest);
    writeFileSync(join(folder, 'package-lock.json'), lockfile);
    const flags = ['--package-lock-only', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', ...flags, '--loglevel', 'error', '--prefix', folder], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const text = readFileSync(join(folder, 'package-lock.json'), 'utf8');
    refuseNews(JSON.parse(lockfile), JSON.parse(text));
    return text;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function refuseNews(before: Lockfile, after: Lockfile): void {
  for (const [path, { version, integrity }] of Object.entries(after.packages)) {
    if (path === '') continue;
    const locked = before.packages[path];
    if (locked?.version !== version || locked?.integrity !== integrity) {
      throw new Error(`npm and package-lock.json disagree about ${path}; run npm install and commit first.`);
    }
  }
}
