import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { preview } from 'vite';
import { digestOfInputs } from './build-inputs.ts';
import { APPS, type Build, type BuiltApp } from './built-apps.ts';
import { staticHost } from './static-host.ts';

const ROOT = join(import.meta.dirname, '..');

/** The file with the digest of a build, in the folder of the build. Vite empties the folder before each build. */
const DIGEST = '.inputs';

/** Builds an app, unless its folder has the result for the same inputs. @returns whether the build succeeded. */
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

/** Serves a build at a port, or at a free port if it is 0. @returns the port. @throws Error if the port is in use. */
async function serveApp({ outDir, base, env, host }: BuiltApp, port: number): Promise<number> {
  if (host === 'static') return listen(staticHost(join(ROOT, outDir)), port);
  // The preview sends the headers that the settings of the build demand. It reads these settings when it starts.
  Object.assign(process.env, env);
  const { httpServer } = await preview({ root: ROOT, base, build: { outDir }, preview: { port } });
  return portOf(httpServer);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, 'localhost');
  await once(server, 'listening');
  return portOf(server);
}

function portOf(server: Pick<Server, 'address'>): number {
  // The type also allows a string for a pipe, and null for a closed server.
  return (server.address() as AddressInfo).port;
}

async function buildAndServe(app: BuiltApp, port: number): Promise<number> {
  if (!(await buildApp(app))) process.exit(1);
  return serveApp(app, port);
}

/** The app that starts now. Apps start one after another, because each of them sets the environment. */
let starting = Promise.resolve(0);

/** Builds an app at the first connection to its port, because a build takes seconds, and most runs need few apps. */
function serveWhenRequested(app: BuiltApp): Promise<number> {
  let started: Promise<number> | undefined;
  const forwarding = createServer(async (connection) => {
    // A browser may close a connection at any time. That is no failure.
    connection.on('error', () => {});
    started ??= starting = starting.then(() => buildAndServe(app, 0));
    pipeline(connection, connect(await started, 'localhost'), connection, () => {});
  });
  return listen(forwarding, Number(new URL(app.url).port));
}

// Playwright runs this file for the apps of a lane, and waits for the first app.
const [first, ...others]: BuiltApp[] = JSON.parse(process.env[APPS] ?? '[]');
await Promise.all(others.map(serveWhenRequested));
if (first) await buildAndServe(first, Number(new URL(first.url).port));
