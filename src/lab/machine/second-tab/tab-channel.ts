import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import type { Network } from '../wire/recorder.ts';
import type { Keep, Lines } from './tab-client.ts';

/** What the two tabs say to each other. The second one has no servers: it asks over the first one's lines. */
type TabMessage =
  | { kind: 'ready' }
  | { kind: 'gone' }
  | { kind: 'do'; act: Act; keep: Keep }
  | { kind: 'did'; status?: number }
  | { kind: 'failed'; why: string }
  | {
      kind: 'ask';
      id: number;
      line: keyof Lines;
      url: string;
      method: string;
      headers: [string, string][];
      body: string;
    }
  | { kind: 'answer'; id: number; status: number; headers: [string, string][]; body: string }
  | { kind: 'unanswered'; id: number; why: string };

type Act = 'start' | 'finish';

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

const channelNamed = (name: string) => new BroadcastChannel(`lab:second-tab:${name}`);

/** Opens a real tab of this browser, at once: a browser opens none later than the press that asked for it. */
export function openSecondTab(): SecondTab {
  const name = crypto.randomUUID();
  const opened = window.open(`${import.meta.env.BASE_URL}learn/second-tab#${name}`);
  const channel = channelNamed(name);
  let over: Error | undefined;
  let lines: Lines | undefined;
  let hear: (message: TabMessage) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const next = () =>
    new Promise<TabMessage>((resolve, reject) => {
      hear = resolve;
      fail = reject;
    });
  const watching = setInterval(() => {
    if (opened?.closed) leave(closed());
  }, CLOSED_CHECK_MS);
  function leave(why: Error): void {
    over = why;
    clearInterval(watching);
    channel.close();
    fail(why);
  }
  const say = (message: TabMessage) => {
    if (!over) channel.postMessage(message);
  };
  channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'gone') leave(closed());
    else if (data.kind !== 'ask') hear(data);
    else if (lines) say(await passOn(lines[data.line], data));
  };
  const arrived = next();
  // Told to whoever waits for it, or gives the first order.
  arrived.catch(() => {});
  if (!opened)
    leave(new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.'));

  async function order(act: Act, keep: Keep, own: Lines): Promise<number> {
    await arrived;
    if (over) throw over;
    lines = own;
    const done = next();
    say({ kind: 'do', act, keep });
    const message = await done;
    if (message.kind === 'failed') throw new Error(`The second tab stopped: ${message.why}`);
    return message.kind === 'did' ? (message.status ?? 0) : 0;
  }
  return {
    arrived,
    async start(keep, own) {
      await order('start', keep, own);
    },
    finish: (keep, own) => order('finish', keep, own),
    isGone: () => over !== undefined || opened?.closed === true,
    close() {
      leave(closed());
      opened?.close();
    },
  };
}

const closed = () => new Error('The second tab was closed. Try again: another one opens.');
function reason(error: unknown): string {
  if (error instanceof OAuthError) return describeOAuthError(error).title;
  return error instanceof Error ? error.message : String(error);
}

async function passOn(line: Network, asked: Extract<TabMessage, { kind: 'ask' }>): Promise<TabMessage> {
  const { id, url, method, headers, body } = asked;
  try {
    const response = await line(url, { method, headers, ...(method === 'POST' && { body }) });
    return {
      kind: 'answer',
      id,
      status: response.status,
      headers: [...response.headers],
      body: await response.text(),
    };
  } catch (error) {
    return { kind: 'unanswered', id, why: reason(error) };
  }
}

/** The work of the second tab: does what it is told, with its own storage and the first one's line. */
export function serveAsSecondTab(
  name: string,
  work: (act: Act, keep: Keep, lines: Lines) => Promise<number | undefined>,
): () => void {
  const channel = channelNamed(name);
  let open = true;
  const say = (message: TabMessage) => {
    if (open) channel.postMessage(message);
  };
  const waiting = new Map<number, { answer(response: Response): void; fail(error: Error): void }>();
  let asked = 0;
  const lineTo =
    (line: keyof Lines): Network =>
    async (url, init) => {
      const request = new Request(url, init);
      asked += 1;
      const id = asked;
      const answered = new Promise<Response>((answer, fail) => waiting.set(id, { answer, fail }));
      const { method, headers } = request;
      say({ kind: 'ask', id, line, url, method, headers: [...headers], body: await request.text() });
      return answered;
    };
  async function outcomeOf({ act, keep }: Extract<TabMessage, { kind: 'do' }>): Promise<TabMessage> {
    try {
      const status = await work(act, keep, { client: lineTo('client'), browser: lineTo('browser') });
      return { kind: 'did', ...(status !== undefined && { status }) };
    } catch (error) {
      return { kind: 'failed', why: reason(error) };
    }
  }
  channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'answer') {
      const { status, headers, body } = data;
      waiting.get(data.id)?.answer(new Response(body || null, { status, headers }));
    }
    // As `fetch` tells of a network that swallows a request.
    if (data.kind === 'unanswered') waiting.get(data.id)?.fail(new TypeError(data.why));
    if (data.kind === 'do') say(await outcomeOf(data));
  };
  const leave = () => say({ kind: 'gone' });
  addEventListener('pagehide', leave);
  let there = false;
  // A development build mounts a page twice: only the second one stays.
  const telling = setTimeout(() => {
    there = true;
    say({ kind: 'ready' });
  });
  return () => {
    clearTimeout(telling);
    removeEventListener('pagehide', leave);
    if (there) leave();
    open = false;
    channel.close();
  };
}
