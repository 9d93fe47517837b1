import type { Exchange } from './exchange.ts';
import { HarError, importHar, MOST_CHARACTERS } from './har-import.ts';

/** The messages from the worker: the log in portions, then its end; or the reason why the file was refused. */
export type HarReport =
  | { kind: 'portion'; exchanges: readonly Exchange[] }
  | { kind: 'end' }
  | { kind: 'refused'; message: string };

/** The page copies a portion in one task, and this task must not delay a frame. */
const PORTION = 100;

self.onmessage = async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const exchanges = importHar(await textOf(file));
    for (let from = 0; from < exchanges.length; from += PORTION) {
      report({ kind: 'portion', exchanges: exchanges.slice(from, from + PORTION) });
    }
    report({ kind: 'end' });
  } catch (error) {
    if (error instanceof HarError) report({ kind: 'refused', message: error.message });
    // A rejected promise would cause no error event at the page, and the page would wait forever.
    else reportError(error);
  }
};

/** @throws HarError for a file that is too large to read, or that the browser cannot read. */
async function textOf(file: Blob): Promise<string> {
  // A UTF-16 code unit takes at most three octets of UTF-8.
  const most = 3 * MOST_CHARACTERS;
  if (file.size > most) {
    throw new HarError(`This file has ${file.size} octets. The most that can be opened is ${most}.`);
  }
  try {
    return await file.text();
  } catch {
    throw new HarError('The browser could not read this file. Open it again.');
  }
}

function report(message: HarReport): void {
  self.postMessage(message);
}
