import { Window } from 'happy-dom';
import { vi } from 'vitest';
import { testLocks } from '../../src/oauth/testing/locks.ts';
import { memoryStorage } from '../../src/oauth/testing/platform.ts';

/** A browser tab with successive documents that share its storage. */
export interface Tab {
  /** Opens a document at a URL: sets the globals of a page, then runs `load`. */
  open(url: string, load: () => Promise<unknown>, html?: string): Promise<void>;
  /** Resolves with the URL that the document navigates to. */
  destination(): Promise<string>;
  /** Ends the document and removes the globals. */
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
      vi.waitFor(() => leftFor ?? Promise.reject(new Error('The document has not navigated.')), 20_000),
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
        // Each document closes its own channels: an open channel of Node also receives messages of later documents.
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

/** The location of a document. Its methods only report the destination, which the test then opens. */
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
