import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { AddressBook } from './network/addresses.ts';
import { createAddressBook } from './network/addresses.ts';
import { createSend } from './network/send.ts';
import type { Send } from './network/wire.ts';
import type { Terminal } from './output/style.ts';
import { type OpenListener, openListener } from './sign-in/listener.ts';
import { openBrowser } from './sign-in/open-browser.ts';

export interface Output extends Omit<Terminal, 'environment'> {
  write(text: string): void;
}

/** Everything that the program needs from the machine. Tests pass their own machine. */
export interface Machine {
  version: string;
  environment: Terminal['environment'];
  stdout: Output;
  stderr: Output;
  send: Send;
  book: AddressBook;
  /** Resolves with `undefined` if no person can be asked or the signal aborts; the end of the input is no. */
  confirm(question: string, signal: AbortSignal): Promise<boolean | undefined>;
  openListener: OpenListener;
  /** @returns whether a browser was opened. */
  openBrowser(url: string): Promise<boolean>;
  writeFile(path: string, text: string): Promise<void>;
  /** Calls back when the user interrupts the program. @returns a function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  /** Calls back after a time. @returns a function that cancels the call. */
  schedule(callback: () => void, delayMs: number): () => void;
  now(): Date;
}

export function thisMachine(version: string): Machine {
  const book = createAddressBook();
  return {
    version,
    environment: process.env,
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    send: createSend(book),
    book,
    confirm: async (question, signal) => (process.stdin.isTTY ? askAtTerminal(question, signal) : undefined),
    openListener,
    openBrowser,
    writeFile: (path, text) => writeFile(path, text, 'utf8'),
    onInterrupt(listener) {
      for (const signal of INTERRUPTS) process.once(signal, listener);
      return () => {
        for (const signal of INTERRUPTS) process.off(signal, listener);
      };
    },
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    now: () => new Date(),
  };
}

/** Sent by Ctrl-C, by the end of a job or of `timeout`, and by a closing terminal. Sent again, it ends the program. */
const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function askAtTerminal(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // The interface reads Ctrl-C as a key, so no signal arrives.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return new Promise((resolve) => {
    const close = () => lines.close();
    signal.addEventListener('abort', close, { once: true });
    lines.once('close', () => {
      signal.removeEventListener('abort', close);
      resolve(signal.aborted ? undefined : false);
    });
    lines.question(`${question} [y/N] `, (typed) => {
      resolve(/^y(es)?$/i.test(typed.trim()));
      close();
    });
    if (signal.aborted) close();
  });
}

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The program that reads the pipe, such as `head`, has ended. The check continues for its files and its exit code.
    if (error.code !== 'EPIPE') throw error;
  });
  return { isTTY: stream.isTTY === true, columns: stream.columns, write: (text) => void stream.write(text) };
}
