#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { withIdentifier } from './downloads.ts';
import { answerFor } from './media-features.ts';

/** Firefox writes these words to its standard error when it is ready for WebDriver BiDi. Playwright waits for them. */
const READY = /WebDriver BiDi listening on (ws:\/\/\S+)/;

/**
 * Starts the Firefox at `FIREFOX_PATH`, and passes on the messages of WebDriver BiDi between Playwright and Firefox.
 * The relay itself responds to one command, which this Firefox may not know: see `media-features.ts`. It also completes
 * the events of downloads: see `downloads.ts`.
 */
async function relay(): Promise<void> {
  const path = process.env.FIREFOX_PATH;
  if (!path) throw new Error('FIREFOX_PATH is not set; `npm run test:engines` sets it.');
  // Playwright ends the whole process group, so Firefox must be in the same group.
  const firefox = spawn(path, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
  firefox.on('error', ({ message }) => {
    process.stderr.write(`Firefox at ${path} did not start: ${message}\n`);
    process.exit(1);
  });
  firefox.on('exit', (code) => process.exit(code ?? 1));
  for await (const line of createInterface(firefox.stderr)) {
    const [words, address] = READY.exec(line) ?? [];
    // The profile is temporary, so there is nothing to save. Firefox itself waits up to 10 seconds for service workers.
    const kill = () => firefox.kill('SIGKILL');
    const said = words && address ? line.replace(address, await listen(address, kill)) : line;
    process.stderr.write(`${said}\n`);
  }
}

/**
 * Starts the relay to the Firefox at `address`, and calls `onClose` when Firefox closes the connection.
 *
 * @returns the address of the relay.
 */
async function listen(address: string, onClose: () => void): Promise<string> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    // Only a page sends `Origin`. No page may connect, because it could then control the browser. Firefox itself
    // refuses such connections, too.
    verifyClient: ({ origin }: { origin?: string }) => !origin,
  });
  server.on('connection', (playwright, { url = '' }) => {
    const firefox = new WebSocket(address + url, { perMessageDeflate: false });
    connect(playwright, firefox);
    firefox.on('close', onClose);
  });
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The relay listens on no port.');
  return `ws://127.0.0.1:${bound.port}`;
}

function connect(playwright: WebSocket, firefox: WebSocket): void {
  const early: string[] = [];
  playwright.on('message', (data: RawData) => {
    const message = String(data);
    const answer = answerFor(message);
    if (answer !== undefined) playwright.send(answer);
    else if (firefox.readyState === WebSocket.OPEN) firefox.send(message);
    else early.push(message);
  });
  firefox.on('open', () => {
    for (const message of early) firefox.send(message);
  });
  firefox.on('message', (data: RawData) => playwright.send(withIdentifier(String(data))));
  firefox.on('close', () => playwright.close());
  firefox.on('error', () => playwright.close());
  playwright.on('close', () => firefox.close());
}

await relay();
