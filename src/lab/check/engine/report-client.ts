import { RedirectedElsewhere } from '../../../oauth/confined-fetch.ts';
import type { Gate } from '../../machine/debugger/gate.ts';
import { type Actor, isSameMessage, type Outcome, type WireMessage } from '../../machine/wire/exchange.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import type { WireLog } from '../../machine/wire/wire-log.ts';
import type { Attempt, AttemptOutcome } from './attempt.ts';
import { contentOf, objectIn, responseInStream } from './content.ts';
import type { AskedOrigin } from './evidence.ts';
import { isStream, type ReadOfStream, readBody, readStream } from './response-body.ts';
import { Unreadable } from './unreadable.ts';

/** The result of a request: the attempt, and the body for the caller. */
export interface Reply {
  attempt: Attempt;
  /** All headers that this page may read, by lower-case name. */
  headers: Readonly<Record<string, string>>;
  /** The text of the body, at most 512 KiB; empty for a stream. */
  text: string;
  /** The body if it is a JSON object, or the JSON-RPC response in an event stream. */
  json: Record<string, unknown> | undefined;
}

export interface ReportRequest extends Pick<RequestInit, 'method' | 'credentials'> {
  /** `no-cors` shows only whether a response arrives: the page cannot read the response. */
  mode?: 'no-cors';
  headers?: Record<string, string>;
  body?: string | URLSearchParams;
  /**
   * The purpose of a request that must not be lost. A request that may get tokens is not aborted when the report is
   * stopped, because tokens that arrive have to be revoked. A request that removes a token or a client is sent even
   * after the report was stopped, and even to a server that timed out before.
   */
  about?: 'getting tokens' | 'cleaning up';
  /** What to read of a stream. When absent, a stream is not read. */
  ofStream?: ReadOfStream;
}

/** Sends the requests of the report: only to origins that were allowed, and in bounded time. */
export interface ReportClient {
  /** Allows requests to the origin of `url`. */
  allow(url: string, namedBy: string): void;
  asked(): readonly AskedOrigin[];
  mayAsk(url: string): boolean;
  /**
   * Sends one request. A failed request also resolves with a reply.
   *
   * @throws Error for an origin that was not allowed, which is a mistake in the report.
   */
  send(to: Actor, url: string, request?: ReportRequest): Promise<Reply>;
}

export interface ReportClientOptions {
  network: Network;
  /** Sends requests that must follow redirects, within one origin: see `confined-fetch.ts`. */
  confinedNetwork: Network;
  log: WireLog;
  gate: Gate;
  /** Aborts the current request, and refuses later requests. */
  signal: AbortSignal;
  asked?: readonly AskedOrigin[];
  schedule?(callback: () => void, delayMs: number): () => void;
  /** Whether this page's own policy blocked a request to an address. */
  isBlocked?(url: string): Promise<boolean>;
}

export const TIMEOUT_MS = 10_000;
const MOST_LOGGED = 20_000;
/** AWS API Gateway renames the header WWW-Authenticate of a server behind it. */
export const REMAPPED_CHALLENGE = 'x-amzn-remapped-www-authenticate';

const KEPT_HEADERS = [
  'www-authenticate',
  REMAPPED_CHALLENGE,
  'content-type',
  'cache-control',
  'access-control-allow-origin',
  'retry-after',
];

export function createReportClient({
  network,
  confinedNetwork,
  log,
  gate,
  signal,
  asked = [],
  schedule = later,
  isBlocked = async () => false,
}: ReportClientOptions): ReportClient {
  const named = new Map(asked.map(({ origin, namedBy }) => [origin, namedBy]));
  /** The servers that timed out once. They get no further request, except a request that cleans up. */
  const silent = new Map<string, Attempt>();

  async function send(to: Actor, url: string, request: ReportRequest = {}): Promise<Reply> {
    const { origin } = new URL(url);
    if (!named.has(origin)) throw new Error(`No request to ${origin} is allowed.`);
    const isCleanUp = request.about === 'cleaning up';
    const waited = isCleanUp ? undefined : silent.get(origin);
    if (waited) return { attempt: { ...waited, url }, headers: {}, text: '', json: undefined };

    const message = messageOf(url, request);
    const id = log.open({
      atMs: Date.now(),
      from: 'client',
      to,
      channel: 'back',
      request: message,
      outcome: { kind: 'held' },
    });
    let edited: true | undefined;
    function ended(outcome: AttemptOutcome, more: Partial<Attempt> = {}, shown?: Outcome): Attempt {
      log.update(id, { outcome: shown ?? { kind: outcome === 'stopped' ? 'dropped' : 'failed' } });
      return { exchangeId: id, url, outcome, status: 0, headers: {}, ...more, ...(edited && { edited }) };
    }
    const nothing = (attempt: Attempt): Reply => ({ attempt, headers: {}, text: '', json: undefined });

    const isStopped = () => signal.aborted && !isCleanUp;
    const passed = isStopped() ? 'dropped' : signal.aborted ? message : await gate.pass(id, message);
    // A person can edit a message at the gate, but not redirect it to an origin that was not allowed.
    if (passed === 'dropped' || isStopped() || !named.has(new URL(passed.url).origin)) {
      return nothing(ended('stopped'));
    }
    if (!isSameMessage(passed, message)) edited = true;
    log.update(id, { request: passed, atMs: Date.now(), outcome: { kind: 'waiting' } });

    const abort = new AbortController();
    const stop = () => abort.abort();
    if (request.about === undefined) signal.addEventListener('abort', stop);
    let timedOut = false;
    const cancelTimeout = schedule(() => {
      timedOut = true;
      abort.abort();
    }, TIMEOUT_MS);
    const startedMs = performance.now();
    try {
      const sendNow = request.mode === 'no-cors' ? confinedNetwork : network;
      const response = await sendNow(passed.url, initOf(passed, request, abort.signal));
      if (response.type === 'opaque') return nothing(ended('opaque', {}, { kind: 'hidden' }));
      if (response.type === 'opaqueredirect') return nothing(ended('redirected', whereTo(response, url)));
      const stream = isStream(response) ? await readStream(response, request.ofStream, schedule) : undefined;
      const { text, tooLarge } = stream ? { ...stream, tooLarge: false } : await readBody(response);
      const headers = Object.fromEntries(response.headers);
      const tookMs = Math.round(performance.now() - startedMs);
      const { status, ok } = response;
      const json = stream ? responseInStream(text) : tooLarge ? undefined : objectIn(text);
      const type = response.headers.get('Content-Type');
      const content = contentOf({ type, ok, text, json, ...stream });
      const attempt = ended(
        tooLarge ? 'too large' : 'answered',
        { status, headers: keptHeaders(headers), content },
        { kind: 'answered', tookMs, response: { status, headers, body: text.slice(0, MOST_LOGGED) } },
      );
      return { attempt, headers, text, json };
    } catch (error) {
      if (signal.aborted) return nothing(ended('stopped'));
      if (error instanceof RedirectedElsewhere) return nothing(ended('redirected'));
      const outcome = timedOut ? 'timed out' : (await isBlocked(url)) ? 'blocked' : 'unreadable';
      // After a timeout, the error says only that this client aborted the request.
      const attempt = ended(outcome, error instanceof Unreadable && !timedOut ? whyUnreadable(error) : {});
      if (timedOut) silent.set(origin, attempt);
      return nothing(attempt);
    } finally {
      cancelTimeout();
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    send,
    allow(url, namedBy) {
      const { origin } = new URL(url);
      if (!named.has(origin)) named.set(origin, namedBy);
    },
    mayAsk: (url) => named.has(new URL(url).origin),
    asked: () => [...named].map(([origin, namedBy]) => ({ origin, namedBy })),
  };
}

const whyUnreadable = ({ message, hidden }: Unreadable): Partial<Attempt> => ({
  reason: message,
  ...(hidden && { hidden }),
});

/** The address of a redirect, which only a network outside a browser shows. */
function whereTo({ headers }: Response, url: string): Partial<Attempt> {
  const location = headers.get('Location');
  if (location === null || !URL.canParse(location, url)) return {};
  const { origin, pathname } = new URL(location, url);
  return { redirectsTo: `${origin}${pathname}`.slice(0, 2000) };
}

function later(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

function messageOf(url: string, { method = 'GET', headers = {}, body }: ReportRequest): WireMessage {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const form = body instanceof URLSearchParams;
  return {
    method,
    url,
    headers: {
      ...(form && { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }),
      ...Object.fromEntries(named),
    },
    body: body?.toString() ?? '',
  };
}

/** Whether two messages have the same content, in any order of headers: the editor of the gate sorts them. */
const LONGEST_KEPT_ALIVE = 16_384;

function initOf(
  { method, headers, body }: WireMessage,
  { mode, credentials = 'omit', about }: ReportRequest,
  signal: AbortSignal,
): RequestInit {
  return {
    method,
    headers: { ...headers },
    credentials,
    // `manual` detects a redirect without following it: following would send codes and tokens to another address. A
    // no-cors request must follow redirects: any other mode is a network error (Fetch, §4.1).
    redirect: mode === 'no-cors' ? 'follow' : 'manual',
    cache: 'no-store',
    signal,
    ...(mode && { mode }),
    // Sent even while the page is being left. All such requests of a page share 64 KiB, and fail beyond this limit.
    keepalive: about === 'cleaning up' && (body?.length ?? 0) <= LONGEST_KEPT_ALIVE,
    ...(body && { body }),
  };
}

function keptHeaders(headers: Record<string, string>): Record<string, string> {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value.slice(0, 2000)]];
  });
  return Object.fromEntries(kept);
}
