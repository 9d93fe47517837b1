import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Build, digestOfInputs } from './build-inputs.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The file with the digest of a build, in the folder of the build. Vite empties the folder before each build. */
const DIGEST = '.inputs';

/** Builds an app, unless its folder has the result for the same inputs. @returns whether the build succeeded. */
export async function buildApp({ outDir, base = '/', env }: Build): Promise<boolean> {
  const digest = digestOfInputs({ outDir, base, env }, ROOT);
  const recorded = join(ROOT, outDir, DIGEST);
  if (digest !== undefined && digest === readIfPresent(recorded)) return true;
  // An absolute folder also shows that the plugins write into such a folder.
  const build = spawn('vite', ['build', '--outDir', join(ROOT, outDir), '--base', base], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  const [exitCode] = await once(build, 'exit');
  if (exitCode !== 0) return false;
  if (digest !== undefined) writeFileSync(recorded, digest);
  return true;
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
