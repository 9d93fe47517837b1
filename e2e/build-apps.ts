import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOfInputs } from './build-inputs.ts';
import { BUILDS, type Build } from './built-apps.ts';

const ROOT = join(import.meta.dirname, '..');

/** The file with the digest of a build, in the folder of the build. Vite empties the folder before each build. */
const DIGEST = '.inputs';

/**
 * Builds an app, unless its folder already has the result for the same inputs. @returns whether the build succeeded.
 */
async function buildApp({ outDir, base = '/', env }: Build): Promise<boolean> {
  const digest = digestOfInputs({ outDir, base, env }, ROOT);
  const recorded = join(ROOT, outDir, DIGEST);
  if (digest !== undefined && digest === readIfPresent(recorded)) return true;
  const build = spawn('vite', ['build', '--outDir', outDir, '--base', base], {
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

// `built-apps.ts` runs this file, which builds all apps of a lane at the same time.
const builds: Build[] = JSON.parse(process.env[BUILDS] ?? '[]');
const results = await Promise.all(builds.map(buildApp));
if (results.includes(false)) process.exitCode = 1;
