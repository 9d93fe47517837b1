import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import type { AddressBook } from './network/addresses.ts';
import { createAddressBook } from './network/addresses.ts';
import { createSend } from './network/send.ts';
import type { Send } from './network/wire.ts';
import type { Terminal } from './output/style.ts';
import { type OpenListener, openListener } from './sign-in/listener.ts';
import { openBrowser } from './sign-in/open-browser.ts';

/** Where text goes. */
export interface Output extends Omit<Terminal, 'environment'> {
  write(text: string): void;
}

/** Everything that the program needs from the machine. Tests pass their own. */
export interface Machine {
  version: string;
  environment: Terminal['environment'];
  stdout: Output;
  stderr: Output;
  send: Send;
  book: AddressBook;
  /** Asks a yes-or-no question. Resolves with `undefined` if there is no person to ask. */
  confirm(question: string): Promise<boolean | undefined>;
  openListener: OpenListener;
  /** @returns whether a browser was opened. */
  openBrowser(url: string): Promise<boolean>;
  writeFile(path: string, text: string): Promise<void>;
  /** Calls back when the user interrupts the program. @returns a function that stops listening. */
  onInterrupt(listener: () => void): () => void;
  /** Calls back after a time. @returns a function that cancels it. */
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
    async confirm(question) {
      if (!process.stdin.isTTY) return undefined;
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      const typed = await lines.question(`${question} [y/N] `);
      lines.close();
      return /^y(es)?$/i.test(typed.trim());
    },
    openListener,
    openBrowser,
    writeFile: (path, text) => writeFile(path, text, 'utf8'),
    onInterrupt(listener) {
      process.once('SIGINT', listener);
      return () => process.off('SIGINT', listener);
    },
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    now: () => new Date(),
  };
}

function outputTo(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The program that reads the pipe, such as `head`, has ended. The check continues, because its files and its exit
    // code are still needed.
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns,
    write: (text) => void stream.write(text),
  };
}
