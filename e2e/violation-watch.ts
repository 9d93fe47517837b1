import type { BrowserContext, Worker } from 'playwright/test';

export interface ViolationWatch {
  /** The violations so far. Each is a text with the directive, the blocked resource and the place. */
  violations(): Promise<string[]>;
}

/**
 * Records every violation of a Content-Security-Policy or of Trusted Types in a browser context. In a document, it
 * listens before the first line is parsed. In a worker, it listens as soon as the browser reports the worker.
 */
export async function watchViolations(context: BrowserContext): Promise<ViolationWatch> {
  const inPages: string[] = [];
  const workers: Worker[] = [];
  await context.exposeBinding('reportViolation', (_source, violation: string) => inPages.push(violation));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      Reflect.get(window, 'reportViolation')(`${violatedDirective} ${blockedURI} in ${sourceFile}`);
    });
  });
  function watchWorker(worker: Worker): void {
    workers.push(worker);
    // This call fails only if the worker has already ended. Such a worker did nothing that a user can see.
    worker.evaluate(listenInWorker).catch(() => {});
  }
  context.on('serviceworker', watchWorker);
  context.on('page', (page) => page.on('worker', watchWorker));
  return {
    async violations() {
      const inWorkers = await Promise.all(
        workers.map((worker) => worker.evaluate(readInWorker).catch(() => [])),
      );
      return [...inPages, ...inWorkers.flat()];
    },
  };
}

function listenInWorker(): void {
  const seen: string[] = [];
  Reflect.set(globalThis, 'violations', seen);
  addEventListener('securitypolicyviolation', (event) => {
    const { violatedDirective, blockedURI } = event as SecurityPolicyViolationEvent;
    seen.push(`${violatedDirective} ${blockedURI} in a worker`);
  });
}

const readInWorker = (): string[] => Reflect.get(globalThis, 'violations');
