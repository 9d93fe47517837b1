import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { preview } from 'vite';
import { buildApp } from '../vite/build-app.ts';
import { APPS, type BuiltApp } from './built-apps.ts';
import { staticHost } from './static-host.ts';

const ROOT = join(import.meta.dirname, '..');

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

/**
 * Builds an app when its port gets the first connection, because a build takes seconds, and most runs have no test of
 * this app. The app itself listens at a free port; its own port forwards every byte to that port.
 */
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
