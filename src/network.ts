/** The network of this page. In an offline build it waits for the servers in the tab. */
export interface PageNetwork {
  /** Starts the network once, however often this function is called. */
  start(): Promise<void>;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** @param onFailure called when the servers in the tab cannot start. */
export function createPageNetwork(onFailure: () => void): PageNetwork {
  let started: Promise<void> | undefined;
  function start(): Promise<void> {
    if (!started) {
      // The setting is compared here, so that a build for real servers leaves the mocks out.
      started = import.meta.env.VITE_OFFLINE === 'true' ? startOfflineWorld() : removeWorker();
      started.catch(onFailure);
    }
    return started;
  }
  return {
    start,
    async fetch(url, init) {
      await start();
      return fetch(url, isForServersInTab(url) ? { ...init, keepalive: false } : init);
    },
  };
}

/** In Firefox, a request with `keepalive` bypasses the worker of the servers and reaches the host. */
const isForServersInTab = (url: string | URL): boolean =>
  import.meta.env.VITE_OFFLINE === 'true' && new URL(url, document.baseURI).origin === location.origin;

async function startOfflineWorld(): Promise<void> {
  const mocks = await import('./mocks/browser.ts');
  await mocks.startOfflineWorld();
}

/** A worker left over from an offline build would respond in place of the real servers. */
async function removeWorker(): Promise<void> {
  try {
    for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
      if (registration.active?.scriptURL.endsWith('/mockServiceWorker.js')) await registration.unregister();
    }
  } catch {
    // Where the browser refuses service workers, as in a frame of another site, no worker responds.
  }
}
