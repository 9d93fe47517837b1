import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FILE = 'mockServiceWorker.js';
/** What a page sends to a worker that runs and does not control it; see `src/mocks/browser.ts`. */
const REQUEST = 'CLAIM_CLIENTS';

/** MSW's worker takes over the pages that are open when it is activated, and never again: this one does when asked. */
export function claimingWorker(script: string): string {
  return `${script}
addEventListener('message', (event) => {
  if (event.data === '${REQUEST}') event.waitUntil(self.clients.claim())
})
`;
}

/** Serves and emits {@link claimingWorker} in the place of MSW's. Stands before MSW's plugin. */
export function serveClaimingWorker(): Plugin {
  let path = `/${FILE}`;
  return {
    name: 'claiming-worker',
    configResolved({ base }) {
      path = base + FILE;
    },
    configureServer(server) {
      const script = claimingWorker(readFileSync(fileURLToPath(import.meta.resolve(`msw/${FILE}`)), 'utf8'));
      server.middlewares.use((request, response, next) => {
        if (new URL(request.url ?? '/', 'http://localhost').pathname !== path) return next();
        response
          .writeHead(200, { 'Cache-Control': 'no-cache', 'Content-Type': 'text/javascript' })
          .end(script);
      });
    },
    generateBundle: {
      // After MSW has emitted its own.
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type === 'asset') worker.source = claimingWorker(String(worker.source));
      },
    },
  };
}
