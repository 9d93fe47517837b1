import { createStore, type ReadableStore } from '../../../../store.ts';
import { type Handlers, openTabChannel } from '../../../machine/tabs/tab-channel.ts';
import type { Network } from '../../../machine/wire/recorder.ts';

/** A page of the attacker's with a frame in it. */
export interface FramedPage {
  src: string;
  /** To be called when the frame has loaded, whatever it shows then. */
  onLoad(frame: HTMLIFrameElement): void;
}

/** Tabs and frames of this browser, opened by the page that plays an attack. */
export interface Documents {
  /**
   * Opens a real tab at a path of this app: at once, or else when somebody presses for it. WebKit takes a press for
   * forgotten as soon as anything but a short timer was waited for.
   *
   * @throws Error when the browser does not let one open, or when another attack is begun meanwhile.
   */
  openTab(path: string, handlers: Handlers): Promise<void>;
  /** Opens the tab that waits for a press, while one does; to be called by that press itself. */
  waitingTab: ReadableStore<(() => void) | undefined>;
  /** Has the attacker's page show a path in a frame. @returns what the browser made of it. */
  openFrame(path: string, handlers: Handlers): Promise<'shown' | 'refused'>;
  /**
   * Waits for what a tab is to tell.
   *
   * @throws Error when somebody closes a tab meanwhile, or begins something else.
   */
  whileOpen<Told>(told: Promise<Told>): Promise<Told>;
  /** Closes every tab and frame. */
  close(): void;
  /** Has something else closed along with them. */
  onClose(close: () => void): void;
  /** The attacker's page, while there is one. */
  framed: ReadableStore<FramedPage | undefined>;
}

/** @throws Error where an attack that needs windows is played without a browser. */
export function documentsOf({ documents }: { documents: Documents | undefined }): Documents {
  if (!documents) throw new Error('This attack is played in windows of a browser.');
  return documents;
}

/** A tab does not say that it is being closed, or for good. */
const CLOSED_CHECK_MS = 500;
const LEFT = 'This attack was left for another one.';
const CLOSED = 'The tab of this attack was closed. Begin again: another one opens.';

/** @param network answers when the page's offline servers do: they serve what is framed. */
export function createDocuments(network: Network): Documents {
  const closing: (() => void)[] = [];
  const tabs = new Set<Window>();
  const framed = createStore<FramedPage | undefined>(undefined);
  const waitingTab = createStore<(() => void) | undefined>(undefined);

  function openedByPress(url: string): Promise<Window | null> {
    return new Promise<Window | null>((resolve, reject) => {
      closing.push(() => reject(new Error(LEFT)));
      waitingTab.set(() => resolve(window.open(url)));
    }).finally(() => waitingTab.set(undefined));
  }

  /** The address of a document, with the name of the channel to this page. */
  function address(path: string, handlers: Handlers): string {
    const name = crypto.randomUUID();
    closing.push(openTabChannel(name, handlers).close);
    return `${import.meta.env.BASE_URL}${path}#${name}`;
  }

  return {
    framed,
    waitingTab,
    async openTab(path, handlers) {
      const url = address(path, handlers);
      const tab = window.open(url) ?? (await openedByPress(url));
      if (!tab)
        throw new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.');
      tabs.add(tab);
      closing.push(() => tab.close());
    },
    async whileOpen(told) {
      let watching: ReturnType<typeof setInterval> | undefined;
      const somebodyClosed = new Promise<never>((_, reject) => {
        closing.push(() => reject(new Error(LEFT)));
        watching = setInterval(() => {
          if ([...tabs].some(({ closed }) => closed)) reject(new Error(CLOSED));
        }, CLOSED_CHECK_MS);
      });
      return Promise.race([told, somebodyClosed]).finally(() => clearInterval(watching));
    },
    async openFrame(path, handlers) {
      await network(import.meta.env.BASE_URL, {});
      // Compared in place, as in `network.ts`: only so does a build for real servers leave the mocks out.
      if (import.meta.env.VITE_OFFLINE === 'true') {
        const { serveFramedDocument } = await import('../../framed/serve.ts');
        serveFramedDocument();
      }
      return new Promise((resolve) => {
        framed.set({
          src: address(path, handlers),
          // A document that may not be shown is replaced by the browser's own page, which no script may read.
          onLoad: ({ contentDocument }) => resolve(contentDocument ? 'shown' : 'refused'),
        });
      });
    },
    onClose: (close) => void closing.push(close),
    close() {
      tabs.clear();
      for (const close of closing.splice(0)) close();
      framed.set(undefined);
    },
  };
}
