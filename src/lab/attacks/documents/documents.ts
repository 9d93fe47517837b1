import type { Network } from '../../wire/recorder.ts';
import { type Answers, answerDocument } from './document-channel.ts';

/** A page of the attacker's with a frame in it. */
export interface FramedPage {
  src: string;
  /** To be called when the frame has loaded, whatever it shows then. */
  onLoad(frame: HTMLIFrameElement): void;
}

/** Tabs and frames of this browser, opened by the page that plays an attack. */
export interface Documents {
  /**
   * Opens a real tab at a path of this app.
   *
   * @throws Error when the browser does not let one open.
   */
  openTab(path: string, answers: Answers): void;
  /** Has the attacker's page show a path in a frame. @returns what the browser made of it. */
  openFrame(path: string, answers: Answers): Promise<'shown' | 'refused'>;
  /** Closes every tab and frame. */
  close(): void;
  /** Has something else closed along with them. */
  onClose(close: () => void): void;
  subscribe(listener: () => void): () => void;
  /** The attacker's page, while there is one. */
  getSnapshot(): FramedPage | undefined;
}

/** @param network answers when the page's offline servers do: they serve what is framed. */
export function createDocuments(network: Network): Documents {
  const listeners = new Set<() => void>();
  const closing: (() => void)[] = [];
  let framed: FramedPage | undefined;

  function show(next: FramedPage | undefined): void {
    framed = next;
    for (const listener of listeners) listener();
  }

  /** The address of a document, with the name of the channel that it asks over. */
  function address(path: string, answers: Answers): string {
    const name = crypto.randomUUID();
    closing.push(answerDocument(name, answers));
    return `${import.meta.env.BASE_URL}${path}#${name}`;
  }

  return {
    openTab(path, answers) {
      const tab = window.open(address(path, answers));
      if (!tab)
        throw new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.');
      closing.push(() => tab.close());
    },
    async openFrame(path, answers) {
      await network(import.meta.env.BASE_URL, {});
      return new Promise((resolve) => {
        show({
          src: address(path, answers),
          // A document that may not be shown is replaced by the browser's own page, which no script may read.
          onLoad: ({ contentDocument }) => resolve(contentDocument ? 'shown' : 'refused'),
        });
      });
    },
    onClose: (close) => void closing.push(close),
    close() {
      for (const close of closing.splice(0)) close();
      show(undefined);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => framed,
  };
}
