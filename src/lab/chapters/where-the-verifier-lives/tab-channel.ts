import type { Network } from '../../wire/recorder.ts';
import type { Keep, Lines } from './tab-client.ts';

/** What the two tabs say to each other. The second one has no servers: it asks over the first one's line. */
type TabMessage =
  | { kind: 'ready' }
  | { kind: 'gone' }
  | { kind: 'do'; act: 'start' | 'finish'; keep: Keep }
  | { kind: 'did'; status?: number }
  | {
      kind: 'ask';
      id: number;
      line: keyof Lines;
      url: string;
      method: string;
      headers: [string, string][];
      body: string;
    }
  | { kind: 'answer'; id: number; status: number; headers: [string, string][]; body: string };

/** A second tab, as the first one drives it. Whatever it was told to do rejects when it is closed meanwhile. */
export interface SecondTab {
  start(keep: Keep): Promise<void>;
  /** @returns the status of the token endpoint. */
  finish(keep: Keep): Promise<number>;
  /** Whether somebody closed it, or left its page. */
  isGone(): boolean;
  close(): void;
}

const channelNamed = (name: string) => new BroadcastChannel(`lab:second-tab:${name}`);

/**
 * Opens a real tab of this browser and waits until it is there.
 *
 * @throws Error when the browser does not let one open.
 */
export async function openSecondTab(lines: () => Lines): Promise<SecondTab> {
  const name = crypto.randomUUID();
  const channel = channelNamed(name);
  const say = (message: TabMessage) => channel.postMessage(message);
  let gone = false;
  let hear: (message: TabMessage) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const next = () =>
    new Promise<TabMessage>((resolve, reject) => {
      hear = resolve;
      fail = reject;
    });
  channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'ask') say(await passOn(lines()[data.line], data));
    else if (data.kind === 'gone') {
      gone = true;
      fail(closed());
    } else hear(data);
  };
  const ready = next();
  const opened = window.open(`${import.meta.env.BASE_URL}learn/second-tab#${name}`);
  if (!opened)
    throw new Error('The browser opened no second tab. Allow pop-ups for this page, and try again.');
  await ready;

  const isGone = () => gone || opened.closed;

  async function order(act: 'start' | 'finish', keep: Keep): Promise<number> {
    if (isGone()) throw closed();
    const done = next();
    say({ kind: 'do', act, keep });
    const message = await done;
    return message.kind === 'did' ? (message.status ?? 0) : 0;
  }
  return {
    async start(keep) {
      await order('start', keep);
    },
    finish: (keep) => order('finish', keep),
    isGone,
    close() {
      channel.close();
      opened.close();
    },
  };
}

const closed = () => new Error('The second tab was closed. Try again: another one opens.');

async function passOn(line: Network, asked: Extract<TabMessage, { kind: 'ask' }>): Promise<TabMessage> {
  const { id, url, method, headers, body } = asked;
  const response = await line(url, { method, headers, ...(method === 'POST' && { body }) });
  return {
    kind: 'answer',
    id,
    status: response.status,
    headers: [...response.headers],
    body: await response.text(),
  };
}

/** The work of the second tab: does what it is told, with its own storage and the first one's line. */
export function serveAsSecondTab(
  name: string,
  work: (act: 'start' | 'finish', keep: Keep, lines: Lines) => Promise<number | undefined>,
): () => void {
  const channel = channelNamed(name);
  const say = (message: TabMessage) => channel.postMessage(message);
  const waiting = new Map<number, (response: Response) => void>();
  let asked = 0;
  const lineTo =
    (line: keyof Lines): Network =>
    async (url, init) => {
      const request = new Request(url, init);
      asked += 1;
      const id = asked;
      const answered = new Promise<Response>((resolve) => waiting.set(id, resolve));
      const { method, headers } = request;
      say({ kind: 'ask', id, line, url, method, headers: [...headers], body: await request.text() });
      return answered;
    };
  channel.onmessage = async ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind === 'answer') {
      const { status, headers, body } = data;
      waiting.get(data.id)?.(new Response(body || null, { status, headers }));
    }
    if (data.kind === 'do') {
      const status = await work(data.act, data.keep, {
        client: lineTo('client'),
        browser: lineTo('browser'),
      });
      say({ kind: 'did', ...(status !== undefined && { status }) });
    }
  };
  const leave = () => say({ kind: 'gone' });
  addEventListener('pagehide', leave);
  say({ kind: 'ready' });
  return () => {
    removeEventListener('pagehide', leave);
    channel.close();
  };
}
