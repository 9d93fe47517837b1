import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';
import { digestOfInputs } from './build-inputs.ts';
import { APPS, type Build, type BuiltApp } from './built-apps.ts';
import { serveStatically } from './static-host.ts';

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

/** Serves a build. @throws Error if its port is in use. */
async function serveApp({ outDir, base, env, url, host }: BuiltApp): Promise<void> {
  const port = Number(new URL(url).port);
  if (host === 'static') {
    serveStatically(join(ROOT, outDir), port);
    return;
  }
  // The preview sends the headers that the settings of the build demand. It reads these settings when it starts.
  Object.assign(process.env, env);
  await preview({ root: ROOT, base, build: { outDir }, preview: { port } });
}

// Playwright runs this file for the apps of a lane. The builds run at the same time, which takes half as long.
const apps: BuiltApp[] = JSON.parse(process.env[APPS] ?? '[]');
const results = await Promise.all(apps.map(buildApp));
if (results.includes(false)) process.exit(1);
for (const app of apps) await serveApp(app);
