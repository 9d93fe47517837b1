import { networkOver, type Send, sendOver } from './network-over.ts';
import { openTabChannel } from './tab-channel.ts';
import type { Keep, TabNetworks } from './tab-client.ts';

/** What the second tab does when the first tab calls. */
type SecondTabHandlers = { start(keep: Keep): Promise<void>; finish(keep: Keep): Promise<number> };

/** What the first tab does for the second tab, which has no servers. */
type FirstTabHandlers = { ready(): void; gone(): void } & Record<keyof TabNetworks, Send>;

/** A second tab, which the first tab controls and connects to the servers. */
export interface SecondTab {
  /** Resolves when its page is loaded. @throws Error when no tab opened, or the tab was closed too early. */
  arrived: Promise<unknown>;
  /** @throws Error as `arrived` does, and when the work failed, or the tab was closed during the work. */
  start(keep: Keep, networks: TabNetworks): Promise<void>;
  /**
   * @returns the status of the token response.
   * @throws Error as {@link SecondTab.start}.
   */
  finish(keep: Keep, networks: TabNetworks): Promise<number>;
  /** Whether the tab was closed, or left its page. */
  isGone(): boolean;
  close(): void;
}

/** A tab that is closed before its page runs sends no message, so its state is polled. */
const CLOSED_CHECK_MS = 500;

/** Opens a real tab, synchronously: the browser drops user activation after an await. */
export function openSecondTab(): SecondTab {
  const name = crypto.randomUUID();
  const opened = window.open(`${import.meta.env.BASE_URL}learn/second-tab#${name}`);
  let networks: TabNetworks | undefined;
  let left = false;
  let arrive = () => {};
  let fail: (why: Error) => void = () => {};
  const closedEarly = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const whileOpen = <Result>(work: Promise<Result>) => Promise.race([work, closedEarly]);
  const arrived = whileOpen(
    new Promise<void>((resolve) => {
      arrive = resolve;
    }),
  );
  // The first caller that waits for the second tab gets the rejection.
  arrived.catch(() => {});

  const sendOn = (line: keyof TabNetworks): Send => {
    return async (request) => {
      if (!networks) throw new Error('The first tab has started no run.');
      return sendOver(networks[line])(request);
    };
  };
  const channel = openTabChannel<SecondTabHandlers>(name, {
    ready: () => arrive(),
    gone: () => leave(closed()),
    client: sendOn('client'),
    browser: sendOn('browser'),
  } satisfies FirstTabHandlers);
  const watching = setInterval(() => {
    if (opened?.closed) leave(closed());
  }, CLOSED_CHECK_MS);
  function leave(why: Error): void {
    left = true;
    clearInterval(watching);
    channel.close();
    fail(why);
  }
  if (!opened)
    leave(new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.'));

  async function callSecondTab<Result>(own: TabNetworks, call: () => Promise<Result>): Promise<Result> {
    await arrived;
    networks = own;
    return whileOpen(
      call().catch((error: TypeError) => {
        throw new Error(`The second tab stopped: ${error.message}`);
      }),
    );
  }
  return {
    arrived,
    start: (keep, own) => callSecondTab(own, () => channel.call('start', keep)),
    finish: (keep, own) => callSecondTab(own, () => channel.call('finish', keep)),
    isGone: () => left || opened?.closed === true,
    close() {
      leave(closed());
      opened?.close();
    },
  };
}

const closed = () => new Error('The second tab was closed. Try again to open another one.');

/** Runs the second tab: handles the calls of the first tab, with its own storage and the networks of the first tab. */
export function serveAsSecondTab(
  name: string,
  work: {
    [Name in keyof SecondTabHandlers]: (
      keep: Keep,
      networks: TabNetworks,
    ) => ReturnType<SecondTabHandlers[Name]>;
  },
): () => void {
  const channel = openTabChannel<FirstTabHandlers>(name, {
    start: (keep) => work.start(keep, networks),
    finish: (keep) => work.finish(keep, networks),
  } satisfies SecondTabHandlers);
  const networks: TabNetworks = {
    client: networkOver((request) => channel.call('client', request)),
    browser: networkOver((request) => channel.call('browser', request)),
  };
  const leave = () => void channel.call('gone');
  addEventListener('pagehide', leave);
  let isReady = false;
  // A development build mounts a page twice, and keeps only the second mount.
  const announcing = setTimeout(() => {
    isReady = true;
    void channel.call('ready');
  });
  return () => {
    clearTimeout(announcing);
    removeEventListener('pagehide', leave);
    if (isReady) leave();
    channel.close();
  };
}
