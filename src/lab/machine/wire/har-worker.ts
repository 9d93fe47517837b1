import type { Exchange } from './exchange.ts';
import { HarError, importHar } from './har-import.ts';

/** The messages from the worker: the log in portions, and its end, or why the file was refused. */
export type HarReport =
  | { kind: 'portion'; exchanges: readonly Exchange[] }
  | { kind: 'end' }
  | { kind: 'refused'; message: string };

/** The page copies a portion in one task, which must not hold up a frame. */
const PORTION = 100;

self.onmessage = async ({ data: file }: MessageEvent<Blob>) => {
  try {
    const exchanges = importHar(await file.text());
    for (let from = 0; from < exchanges.length; from += PORTION) {
      report({ kind: 'portion', exchanges: exchanges.slice(from, from + PORTION) });
    }
    report({ kind: 'end' });
  } catch (error) {
    if (!(error instanceof HarError)) throw error;
    report({ kind: 'refused', message: error.message });
  }
};

function report(message: HarReport): void {
  self.postMessage(message);
}
