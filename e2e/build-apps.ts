import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BUILDS, type Build } from './built-apps.ts';

// Builds the apps of a lane at the same time, for `built-apps.ts` beside this file.
const builds: Build[] = JSON.parse(process.env[BUILDS] ?? '[]');
const exitCodes = await Promise.all(
  builds.map(async ({ outDir, base = '/', env }) => {
    const build = spawn('vite', ['build', '--outDir', outDir, '--base', base], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    const [exitCode] = await once(build, 'exit');
    return exitCode;
  }),
);
if (exitCodes.some((exitCode) => exitCode !== 0)) process.exitCode = 1;
