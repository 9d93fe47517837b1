import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const FILE = 'mockServiceWorker.js';
/** A page that no worker controls sends this message to a running worker (`src/mocks/browser.ts`). */
const REQUEST = 'CLAIM_CLIENTS';

/**
 * Changes MSW's worker in three ways. First, MSW's worker claims open pages only when it is activated. The changed
 * worker also claims them on request. Second, MSW's worker sends every request again itself. The changed worker leaves
 * requests to other origins to the browser, because the servers in the tab do not need them. If the browser itself
 * sends a request, the policy of the requesting page also governs the redirects of that request. The changed worker
 * also leaves files and navigations of tabs to the browser: MSW's worker may ask another tab about a navigation, and
 * waits forever if that tab is being left at this moment. Third, MSW's worker unregisters itself when the user leaves its last
 * open page, and does not count the pages in the back/forward cache. The changed worker stays registered, because such
 * a page would come back without a worker.
 */
export function claimingWorker(script: string): string {
  return `registration.unregister = async () => false
addEventListener('fetch', (event) => {
  const { destination, url } = event.request
  const isForServers = destination === '' || destination === 'iframe'
  if (!isForServers || new URL(url).origin !== self.location.origin) event.stopImmediatePropagation()
})
${script}
addEventListener('message', (event) => {
  if (event.data === '${REQUEST}') event.waitUntil(self.clients.claim())
})
`;
}

/** Serves and emits {@link claimingWorker} in place of MSW's worker. This plugin must precede MSW's plugin. */
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
      // Runs after MSW has emitted its own worker.
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type === 'asset') worker.source = claimingWorker(String(worker.source));
      },
    },
  };
}
