import type { Platform } from '../../oauth/index.ts';
import type { RecordedExchange } from './recorded-log.ts';
import { type Recording, stopRecording } from './recording.ts';
import { deleteAll } from './retention.ts';

/** Stores the messages of a recording in order and in the background. None of the promises rejects. */
export interface RecordingWriter {
  /** @returns the key of the stored message; `undefined` if it was not stored. */
  keep(exchange: RecordedExchange): Promise<number | undefined>;
  replace(id: Promise<number | undefined>, exchange: RecordedExchange): void;
  /** Ends the recording, and deletes the recordings of all tabs. */
  endAndDelete(): void;
  hasEnded(): boolean;
  /** Settles when every message so far is on disk or has failed. */
  settled(): Promise<unknown>;
}

export function createRecordingWriter(
  recording: Recording,
  { storage: { tab }, now }: Pick<Platform, 'storage' | 'now'>,
): RecordingWriter {
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();

  function enqueue<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const result = last.then(work).catch(() => undefined);
    last = result;
    return result;
  }

  function end(): void {
    ended = true;
    stopRecording(tab);
  }

  return {
    hasEnded: () => ended,
    settled: () => last,
    keep: (exchange) =>
      enqueue(async () => {
        if (ended) return undefined;
        const { keepExchange } = await import('./recorded-log.ts');
        const id = await keepExchange(recording, exchange, now());
        if (id === undefined) end();
        return id;
      }),
    replace(id, exchange) {
      void enqueue(async () => {
        const known = await id;
        if (ended || known === undefined) return;
        const { replaceExchange } = await import('./recorded-log.ts');
        await replaceExchange(recording, known, exchange);
      });
    },
    endAndDelete() {
      end();
      // Deletes immediately: pending writes see that the recording has ended.
      last = deleteAll();
    },
  };
}
