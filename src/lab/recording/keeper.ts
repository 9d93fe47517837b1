import type { Platform } from '../../oauth/index.ts';
import type { KeptExchange } from './recorded-log.ts';
import { type Recording, stopRecording } from './recording.ts';
import { forgetAll } from './retention.ts';

/** Keeps the messages of a recording in the order they came, without making anybody wait. Nothing of it rejects. */
export interface Keeper {
  /** @returns the key of the message; `undefined` where it is not kept. */
  keep(exchange: KeptExchange): Promise<number | undefined>;
  /** Puts what is known by now in place of a message. */
  replace(id: Promise<number | undefined>, exchange: KeptExchange): void;
  /** Keeps nothing more, and forgets the recordings of all tabs. */
  forget(): void;
  /** Whether nothing more is kept. */
  hasEnded(): boolean;
  /** Settles when everything so far is on disk or given up. */
  settled(): Promise<unknown>;
}

export function createKeeper(
  recording: Recording,
  { storage: { tab }, now }: Pick<Platform, 'storage' | 'now'>,
): Keeper {
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
    forget() {
      end();
      // At once: what still waits before it keeps nothing any more.
      last = forgetAll();
    },
  };
}
