import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FILE = 'mockServiceWorker.js';
/** What a page sends to a worker that runs and does not control it; see `src/mocks/browser.ts`. */
const REQUEST = 'CLAIM_CLIENTS';

/**
 * MSW's worker with two differences. It takes over the pages that are open when it is activated, and never again: this
 * one does when asked. And it sends every request on in its own name: this one leaves those to other origins to the
 * browser, since the servers in the tab have this origin, and the policy of the page that asks governs its redirects.
 */
export function claimingWorker(script: string): string {
  return `addEventListener('fetch', (event) => {
  if (new URL(event.request.url).origin !== self.location.origin) event.stopImmediatePropagation()
})
${script}
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
