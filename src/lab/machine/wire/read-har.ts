import type { Exchange } from './exchange.ts';
import type { HarReport } from './har-worker.ts';
import { HAR_WORKER } from './har-worker-url.ts';

/**
 * Reads a HAR file in a worker, so that the page responds to input for a file of any size.
 *
 * @param onPortion is called with the exchanges as they arrive, each portion in a task of its own.
 * @returns all exchanges, or why the file was refused.
 */
export async function readHar(
  file: Blob,
  onPortion: (exchanges: readonly Exchange[]) => void,
): Promise<{ exchanges: readonly Exchange[] } | { refused: string }> {
  const worker = new Worker(HAR_WORKER, { type: 'module' });
  const exchanges: Exchange[] = [];
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<HarReport>) => {
        if (data.kind === 'refused') return resolve({ refused: data.message });
        if (data.kind === 'end') return resolve({ exchanges });
        exchanges.push(...data.exchanges);
        onPortion(data.exchanges);
      };
      worker.onerror = ({ message }) =>
        resolve({
          refused: `The worker that reads the file stopped: ${message || 'its script could not be loaded'}.`,
        });
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
