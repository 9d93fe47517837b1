import { networkOver, type Send, sendOver } from './network-over.ts';
import { openTabChannel } from './tab-channel.ts';
import type { Keep, Lines } from './tab-client.ts';

/** What the second tab does when the first one calls. */
type SecondTabHandlers = {
  start(keep: Keep): Promise<void>;
  finish(keep: Keep): Promise<number>;
};

/** What the first tab does for the second one, which has no servers. */
type FirstTabHandlers = { ready(): void; gone(): void } & Record<keyof Lines, Send>;

/** A second tab, as the first one drives it over its own lines to the servers. */
export interface SecondTab {
  /** Resolves when its page is there. @throws Error when the browser opened none, or it was closed before. */
  arrived: Promise<unknown>;
  /** @throws Error as `arrived`, when it failed there, or when the tab was closed meanwhile. */
  start(keep: Keep, lines: Lines): Promise<void>;
  /**
   * @returns the status of the token endpoint.
   * @throws Error as {@link SecondTab.start}.
   */
  finish(keep: Keep, lines: Lines): Promise<number>;
  /** Whether somebody closed it, or left its page. */
  isGone(): boolean;
  close(): void;
}

/** A tab that is closed before its page runs says nothing about it. */
const CLOSED_CHECK_MS = 500;

/** Opens a real tab of this browser, at once: a browser opens none later than the press that asked for it. */
export function openSecondTab(): SecondTab {
  const name = crypto.randomUUID();
  const opened = window.open(`${import.meta.env.BASE_URL}learn/second-tab#${name}`);
  let lines: Lines | undefined;
  let left = false;
  let arrive = () => {};
  let fail: (why: Error) => void = () => {};
  const over = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const whileOpen = <Result>(work: Promise<Result>) => Promise.race([work, over]);
  const arrived = whileOpen(
    new Promise<void>((resolve) => {
      arrive = resolve;
    }),
  );
  // Told to the first one who waits for it, or calls.
  arrived.catch(() => {});

  const sendOn = (line: keyof Lines): Send => {
    return async (request) => {
      if (!lines) throw new Error('The first tab has begun no run.');
      return sendOver(lines[line])(request);
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

  async function order<Result>(own: Lines, call: () => Promise<Result>): Promise<Result> {
    await arrived;
    lines = own;
    return whileOpen(
      call().catch((error: TypeError) => {
        throw new Error(`The second tab stopped: ${error.message}`);
      }),
    );
  }
  return {
    arrived,
    start: (keep, own) => order(own, () => channel.call('start', keep)),
    finish: (keep, own) => order(own, () => channel.call('finish', keep)),
    isGone: () => left || opened?.closed === true,
    close() {
      leave(closed());
      opened?.close();
    },
  };
}

const closed = () => new Error('The second tab was closed. Try again: another one opens.');

/** The work of the second tab: does what it is told, with its own storage and the first one's lines. */
export function serveAsSecondTab(
  name: string,
  work: {
    [Name in keyof SecondTabHandlers]: (keep: Keep, lines: Lines) => ReturnType<SecondTabHandlers[Name]>;
  },
): () => void {
  const channel = openTabChannel<FirstTabHandlers>(name, {
    start: (keep) => work.start(keep, lines),
    finish: (keep) => work.finish(keep, lines),
  } satisfies SecondTabHandlers);
  const lines: Lines = {
    client: networkOver((request) => channel.call('client', request)),
    browser: networkOver((request) => channel.call('browser', request)),
  };
  const leave = () => void channel.call('gone');
  addEventListener('pagehide', leave);
  let there = false;
  // A development build mounts a page twice: only the second one stays.
  const telling = setTimeout(() => {
    there = true;
    void channel.call('ready');
  });
  return () => {
    clearTimeout(telling);
    removeEventListener('pagehide', leave);
    if (there) leave();
    channel.close();
  };
}
