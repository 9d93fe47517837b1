import { Window } from 'happy-dom';
import { vi } from 'vitest';
import { testLocks } from '../../src/oauth/testing/locks.ts';
import { memoryStorage } from '../../src/oauth/testing/platform.ts';

/** A tab of a browser that shows one document after another; what they leave in the storage stays. */
export interface Tab {
  /** Shows the document at an address: the globals of a page are set, then `load` runs its script. */
  open(url: string, load: () => Promise<unknown>, html?: string): Promise<void>;
  /** The address that the document leaves for, once it does. */
  destination(): Promise<string>;
  /** Ends the document, and takes the globals away. */
  close(): Promise<void>;
}

export function openTab(fetch: typeof globalThis.fetch): Tab {
  const storage = { sessionStorage: memoryStorage(), localStorage: memoryStorage() };
  const locks = testLocks();
  let leftFor: string | undefined;
  let close = async () => {};

  const tab: Tab = {
    close: () => close(),
    destination: () =>
      vi.waitFor(() => leftFor ?? Promise.reject(new Error('The page is still there.')), 20_000),
    async open(url, load, html = '') {
      await close();
      const window = new Window({ url });
      const document = locks.ofDocument();
      const channels = new Set<BroadcastChannel>();
      leftFor = undefined;
      const leave = (to: string) => {
        leftFor = new URL(to, window.location.href).href;
      };
      const globals = {
        ...storage,
        window,
        fetch,
        document: window.document,
        history: window.history,
        location: pageLocation(window.location, leave),
        navigator: { onLine: true, locks: document.locks, userAgent: window.navigator.userAgent },
        addEventListener: window.addEventListener.bind(window),
        setTimeout: window.setTimeout.bind(window),
        clearTimeout: window.clearTimeout.bind(window),
        HTMLElement: window.HTMLElement,
        CustomEvent: window.CustomEvent,
        customElements: window.customElements,
        // Node's own would hear the documents that came later, too.
        BroadcastChannel: class extends BroadcastChannel {
          constructor(name: string) {
            super(name);
            channels.add(this);
          }
        },
      };
      for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
      close = async () => {
        document.release();
        for (const channel of channels) channel.close();
        await window.happyDOM.close();
        vi.unstubAllGlobals();
        close = async () => {};
      };
      window.document.body.innerHTML = html;
      vi.resetModules();
      await load();
    },
  };
  return tab;
}

/** The address of a document, which is left by no navigation of its own: the test follows. */
function pageLocation(location: Window['location'], leave: (to: string) => void) {
  return {
    get href() {
      return location.href;
    },
    get origin() {
      return location.origin;
    },
    get pathname() {
      return location.pathname;
    },
    assign: leave,
    replace: leave,
  };
}
