import type { Locks } from '../platform.ts';

interface Request {
  granted(): Promise<unknown>;
  reject(error: DOMException): void;
}

/** Web Locks of one browser: a lock that is taken is waited for, given up by a signal, or stolen. */
export interface TestLocks {
  /**
   * What one document sees of them; `release` is what happens when it is gone.
   *
   * @param deliver runs what the browser tells the document; at once, unless a test has an event loop of its own.
   */
  ofDocument(deliver?: (task: () => void) => void): { locks: Locks; release(): void };
}

export function testLocks(): TestLocks {
  const holders = new Map<string, Request>();
  const queues = new Map<string, Request[]>();

  function grant(name: string, request: Request): void {
    holders.set(name, request);
    void request.granted().finally(() => leave(name, request));
  }

  function leave(name: string, request: Request): void {
    const queue = queues.get(name) ?? [];
    if (queue.includes(request)) queue.splice(queue.indexOf(request), 1);
    if (holders.get(name) !== request) return;
    holders.delete(name);
    const next = queue.shift();
    if (next) grant(name, next);
  }

  return {
    ofDocument(deliver = (task) => task()) {
      const mine: [name: string, request: Request][] = [];
      const request = (name: string, { signal, steal }: LockOptions, callback: () => Promise<unknown>) =>
        new Promise((_resolve, reject) => {
          const givenUp = () => reject(new DOMException('given up', 'AbortError'));
          const asked = {
            // Given up between the grant and the callback, it is not called (Web Locks §4.2).
            granted: () =>
              new Promise<void>((release) => {
                deliver(() => {
                  if (signal?.aborted) {
                    givenUp();
                    release();
                  } else void callback().finally(release);
                });
              }),
            reject: (error: DOMException) => deliver(() => reject(error)),
          };
          mine.push([name, asked]);
          signal?.addEventListener('abort', () => {
            if (holders.get(name) === asked) return;
            leave(name, asked);
            givenUp();
          });
          const holder = holders.get(name);
          if (steal) {
            grant(name, asked);
            holder?.reject(new DOMException('stolen', 'AbortError'));
          } else if (holder) queues.set(name, [...(queues.get(name) ?? []), asked]);
          else grant(name, asked);
        });
      return {
        // One signature of the overloaded method is all that is called.
        locks: { request } as unknown as Locks,
        release: () => {
          for (const [name, asked] of mine.splice(0)) leave(name, asked);
        },
      };
    },
  };
}
