import type { TokenSource } from '../mcp/server-access.ts';
import { presenting } from '../mcp/transport-fetch.ts';
import { confinedFetch, RedirectedElsewhere } from '../oauth/confined-fetch.ts';
import type { McpAccess } from './mcp-context.ts';

/** What a few more requests found out about an address to which the app could not connect. */
export type Diagnosis =
  /** The page can read responses of `url`, which differs only in the slash at the end. */
  | { kind: 'other slash'; url: string }
  /** The server redirects to another address. A page cannot see the other address. */
  | { kind: 'redirects' }
  /** A server responds at this host, but the browser hides the response to the call from this page. */
  | { kind: 'responds without CORS' }
  /** There is no response. */
  | { kind: 'silent' }
  /** The server speaks the transport of MCP 2024-11-05, which later versions replaced. */
  | { kind: 'HTTP+SSE' };

/** The time limit of each request, in milliseconds. Without a limit, a silent stream would never end. */
const PATIENCE_MS = 10_000;

const PING: RequestInit = {
  method: 'POST',
  headers: { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
};

export async function diagnoseHidden({ serverUrl, fetch }: McpAccess): Promise<Diagnosis> {
  const url = withOtherSlash(serverUrl);
  const status = await attempt(fetch, url, PING, (response) => response.status);
  if (status !== undefined && status !== 404 && status !== 405) return { kind: 'other slash', url };
  const manual: RequestInit = { ...PING, redirect: 'manual' };
  if (await attempt(fetch, serverUrl, manual, ({ type }) => type === 'opaqueredirect'))
    return { kind: 'redirects' };
  // A request with the mode no-cors follows redirects, so a server could redirect it to any address. `ifAnything`
  // follows redirects only within one origin.
  const place = new URL('/.well-known/oauth-protected-resource', serverUrl).href;
  const blind: RequestInit = { mode: 'no-cors', redirect: 'follow' };
  const responds = await attempt(ifAnything, place, blind, () => true);
  return { kind: responds ? 'responds without CORS' : 'silent' };
}

/** Sends a request, and follows redirects only within one origin. A redirect to another origin counts as a response. */
const ifAnything: McpAccess['fetch'] = (url, init = {}) =>
  confinedFetch(String(url), init).catch((error: unknown) => {
    if (error instanceof RedirectedElsewhere) return new Response();
    throw error;
  });

/**
 * A server refused a message. Finds out whether this server speaks the older transport, which begins with a stream.
 *
 * @param session `undefined` for a message without a token.
 */
export async function diagnoseRefusal(
  { serverUrl, fetch }: McpAccess,
  session?: TokenSource,
): Promise<Diagnosis | undefined> {
  const token = await session?.accessToken();
  const send = token === undefined ? fetch : presenting(session, token, fetch);
  const headers = { Accept: 'text/event-stream' };
  const isOlder = await attempt(send, serverUrl, { headers }, async (response) => {
    if (!response.ok || !/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? ''))
      return false;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    // The first event of such a stream is `endpoint`, which says where to send messages.
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += part.value;
      const complete = text.split(/\n\r?\n/).slice(0, -1);
      if (complete.some((event) => /^(event|data):/m.test(event)) || text.length > 4_096) break;
    }
    return /^event:\s*endpoint\s*$/m.test(text);
  });
  return isOlder ? { kind: 'HTTP+SSE' } : undefined;
}

/**
 * Whether the browser lets this page read a response, but hides the response to the same request with an invalid token.
 * The preflight then probably refuses the header `Authorization`, and a sign-in would be useless.
 */
export async function isTokenKeptFromServer({ serverUrl, fetch }: McpAccess): Promise<boolean> {
  const readable = () => true;
  if (!(await attempt(fetch, serverUrl, {}, readable))) return false;
  const withToken = { headers: { Authorization: 'Bearer not-a-token' } };
  return !(await attempt(fetch, serverUrl, withToken, readable));
}

function withOtherSlash(serverUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : `${url.pathname}/`;
  return url.href;
}

/** Sends a request. @returns what `read` returns for the response, or `undefined` if there is no readable response. */
async function attempt<Seen>(
  fetch: McpAccess['fetch'],
  url: string,
  init: RequestInit,
  read: (response: Response) => Promise<Seen> | Seen,
): Promise<Seen | undefined> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
  const rules: RequestInit = { redirect: 'error', credentials: 'omit', cache: 'no-store' };
  try {
    return await read(await fetch(url, { ...rules, ...init, signal: abort.signal }));
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
