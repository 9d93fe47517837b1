import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'playwright/test';
import { machineProbes } from '../find-browser.ts';
import { DISPLAY_SERVER, ensureProgram, WEBKIT_DRIVER } from './find-engine.ts';

export interface WebKitDriver {
  url: string;
  stop(): Promise<void>;
}

/** Starts WebKitGTK's driver with a new profile. It uses the display of this machine, or starts a display server. */
export async function startWebKitDriver(): Promise<WebKitDriver> {
  const probes = machineProbes();
  const home = await mkdtemp(join(tmpdir(), 'webkit-'));
  await reduceMotion(home);
  const screen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? undefined : await startScreen();
  const port = await freePort();
  const driver = spawn(ensureProgram(WEBKIT_DRIVER, probes), [`--port=${port}`, '--host=local'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...(screen && { DISPLAY: screen.display }),
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_RUNTIME_DIR: home,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, `${WEBKIT_DRIVER.names[0]} responds`).toBe(true);
  return {
    url,
    async stop() {
      await end(driver);
      if (screen) await end(screen.process);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Without animations in GTK, pages see the preference for reduced motion, and the lab delays no message. */
async function reduceMotion(configuration: string): Promise<void> {
  for (const version of ['gtk-3.0', 'gtk-4.0']) {
    await mkdir(join(configuration, version));
    await writeFile(join(configuration, version, 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
  }
}

/** Starts a display server. It chooses a free display, and reports the number of this display. */
async function startScreen(): Promise<{ process: ChildProcess; display: string }> {
  const server = spawn(
    ensureProgram(DISPLAY_SERVER, machineProbes()),
    ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [display] = await once(createInterface(server.stdout), 'line');
  return { process: server, display: `:${display}` };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
