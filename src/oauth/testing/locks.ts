import type { Locks } from '../platform.ts';

interface Request {
  granted(): Promise<unknown>;
  reject(error: DOMException): void;
}

/** The Web Locks of one browser. A request waits for a lock, can be aborted, and can steal the lock. */
export interface TestLocks {
  /** The locks for one document; `release` frees them when it is gone. `deliver` runs callbacks, at once by default. */
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
      const requests: [name: string, request: Request][] = [];
      const request = (name: string, { signal, steal }: LockOptions, callback: () => Promise<unknown>) =>
        new Promise((_resolve, reject) => {
          const abort = () => reject(new DOMException('aborted', 'AbortError'));
          const pending = {
            // An abort between the grant and the callback prevents the callback (Web Locks §4.2).
            granted: () =>
              new Promise<void>((release) => {
                deliver(() => {
                  if (signal?.aborted) {
                    abort();
                    release();
                  } else void callback().finally(release);
                });
              }),
            reject: (error: DOMException) => deliver(() => reject(error)),
          };
          requests.push([name, pending]);
          signal?.addEventListener('abort', () => {
            if (holders.get(name) === pending) return;
            leave(name, pending);
            abort();
          });
          const holder = holders.get(name);
          if (steal) {
            grant(name, pending);
            holder?.reject(new DOMException('stolen', 'AbortError'));
          } else if (holder) queues.set(name, [...(queues.get(name) ?? []), pending]);
          else grant(name, pending);
        });
      return {
        // This module calls only one signature of the overloaded method.
        locks: { request } as unknown as Locks,
        release: () => {
          for (const [name, pending] of requests.splice(0)) leave(name, pending);
        },
      };
    },
  };
}
