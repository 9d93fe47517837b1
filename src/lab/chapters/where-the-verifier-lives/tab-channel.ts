import { describeOAuthError } from '../../../oauth/error-descriptions.ts';
import { OAuthError } from '../../../oauth/index.ts';
import type { Network } from '../../wire/recorder.ts';
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
  /** @throws Error when it failed there, or the tab was closed meanwhile. */
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

/**
 * Opens a real tab of this browser, at once: a browser opens none later than the press that asked for it. Waits
 * until the tab is there.
 *
 * @throws Error when the browser does not let one open, or when it was closed before it was there.
 */
export async function openSecondTab(): Promise<SecondTab> {
  const name = crypto.randomUUID();
  const opened = window.open(`${import.meta.env.BASE_URL}learn/second-tab#${name}`);
  if (!opened)
    throw new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.');
  const channel = channelNamed(name);
  const say = (message: TabMessage) => channel.postMessage(message);
  let gone = false;
  let lines: Lines | undefined;
  let hear: (message: TabMessage) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const next = () =>
    new Promise<TabMessage>((resolve, reject) => {
      hear = resolve;
      fail = reject;
    });
  const watching = setInterval(() => {
    if (opened.closed) leave();
  }, CLOSED_CHECK_MS);
  function leave(): void {
    gone = true;
    clearInterval(watching);
    fail(closed());
  }
  channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'gone') leave();
    else if (data.kind !== 'ask') hear(data);
    else if (lines) say(await passOn(lines[data.line], data));
  };
  await next();

  const isGone = () => gone || opened.closed;

  async function order(act: Act, keep: Keep, own: Lines): Promise<number> {
    if (isGone()) throw closed();
    lines = own;
    const done = next();
    say({ kind: 'do', act, keep });
    const message = await done;
    if (message.kind === 'failed') throw new Error(`The second tab stopped: ${message.why}`);
    return message.kind === 'did' ? (message.status ?? 0) : 0;
  }
  return {
    async start(keep, own) {
      await order('start', keep, own);
    },
    finish: (keep, own) => order('finish', keep, own),
    isGone,
    close() {
      clearInterval(watching);
      channel.close();
      opened.close();
    },
  };
}

const closed = () => new Error('The second tab was closed. Try again: another one opens.');
function reason(error: unknown): string {
  if (error instanceof OAuthError) return describeOAuthError(error.code).title;
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
  const say = (message: TabMessage) => channel.postMessage(message);
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
  say({ kind: 'ready' });
  return () => {
    removeEventListener('pagehide', leave);
    channel.close();
  };
}
