import { createStore, type ReadableStore } from '../../../../store.ts';
import { type Handlers, openTabChannel } from '../../../machine/tabs/tab-channel.ts';
import type { Network } from '../../../machine/wire/recorder.ts';

interface FramedPage {
  src: string;
  onLoad(frame: HTMLIFrameElement): void;
}

export interface AttackWindows {
  /**
   * Opens a real tab at a path of this app. If the browser blocks the tab, the next press opens it. WebKit blocks the
   * tab, because WebKit drops user activation after an await.
   *
   * @throws Error when the browser opens no tab, or when another attack starts first.
   */
  openTab(path: string, handlers: Handlers): Promise<void>;
  /** Opens the blocked tab, if there is one. Call the function in the handler of a press. */
  waitingTab: ReadableStore<(() => void) | undefined>;
  /** Shows a path in a frame of the attacker. @returns whether the browser showed the document. */
  openFrame(path: string, handlers: Handlers): Promise<'shown' | 'refused'>;
  /**
   * Waits for a message of a tab.
   *
   * @throws Error when a tab is closed, or when another attack starts, before the message arrives.
   */
  whileOpen<Message>(message: Promise<Message>): Promise<Message>;
  close(): void;
  onClose(close: () => void): void;
  /** The page of the attacker, if it is open. */
  framed: ReadableStore<FramedPage | undefined>;
}

/** @throws Error in Node, which has no windows. */
export function requireWindows({ windows }: { windows: AttackWindows | undefined }): AttackWindows {
  if (!windows) throw new Error('This attack is played in windows of a browser.');
  return windows;
}

/** The milliseconds between two checks for closed tabs: closing a tab causes no event. */
const CLOSED_CHECK_MS = 500;
const SUPERSEDED = 'This attack was stopped because another attack started.';
const CLOSED = 'The tab of this attack was closed. Start the attack again to open a new tab.';

/** @param network serves the frame, and responds only while the offline servers of the page run. */
export function createWindows(network: Network): AttackWindows {
  const closing: (() => void)[] = [];
  const tabs = new Set<Window>();
  const framed = createStore<FramedPage | undefined>(undefined);
  const waitingTab = createStore<(() => void) | undefined>(undefined);

  function openAtPress(url: string): Promise<Window | null> {
    return new Promise<Window | null>((resolve, reject) => {
      closing.push(() => reject(new Error(SUPERSEDED)));
      waitingTab.set(() => resolve(window.open(url)));
    }).finally(() => waitingTab.set(undefined));
  }

  /** Returns the URL of a window, with the name of its channel to this page. */
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
      const tab = window.open(url) ?? (await openAtPress(url));
      if (!tab)
        throw new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.');
      tabs.add(tab);
      closing.push(() => tab.close());
    },
    async whileOpen(message) {
      let watching: ReturnType<typeof setInterval> | undefined;
      const windowClosed = new Promise<never>((_, reject) => {
        closing.push(() => reject(new Error(SUPERSEDED)));
        watching = setInterval(() => {
          if ([...tabs].some(({ closed }) => closed)) reject(new Error(CLOSED));
        }, CLOSED_CHECK_MS);
      });
      return Promise.race([message, windowClosed]).finally(() => clearInterval(watching));
    },
    async openFrame(path, handlers) {
      await network(import.meta.env.BASE_URL, {});
      // The setting is compared inline, as in `network.ts`, so that a build for real servers omits the mocks.
      if (import.meta.env.VITE_OFFLINE === 'true') {
        const { serveFramedDocument } = await import('../../framed/serve.ts');
        serveFramedDocument();
      }
      return new Promise((resolve) => {
        framed.set({
          src: address(path, handlers),
          // The browser replaces a forbidden document with a page of its own, which no script can read.
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
