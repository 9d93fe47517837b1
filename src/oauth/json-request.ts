import { type FailureDetails, OAuthError, type Step } from './errors.ts';
import { parseObject, type WireObject } from './json.ts';
import type { Platform } from './platform.ts';

export type Requester = Pick<Platform, 'fetch' | 'schedule' | 'online'>;

/** The options of one request. */
interface Request {
  method?: 'POST';
  headers?: Record<string, string> | undefined;
  body?: string | URLSearchParams;
  keepalive?: boolean;
}

const TIMEOUT_MS = 14_000;
/**
 * How long to wait for a response after the timeout. When a suspended device resumes, the timeout ends before the
 * browser delivers a response that came meanwhile. This response may contain the only valid refresh token.
 */
const RESUME_MS = 1_000;
const MAX_BODY_OCTETS = 512 * 1024;

/**
 * Sends a request of this module: without cookies or cache, and limited in time and size. It follows no redirect,
 * because a 307 would post a code, a verifier or a refresh token to another address.
 *
 * @returns the response; its body as `text`, and as `json` if the body is a JSON object; `details` for an error about
 * the response.
 * @throws OAuthError `unreachable` when the browser hides the response (network, CORS or a redirect; the browser does
 * not say which), `offline`, `timeout` after 15 seconds, `response_too_large` beyond 512 KiB.
 */
export async function send(
  platform: Requester,
  url: string,
  { headers, ...init }: Request,
  step: Step,
): Promise<{ response: Response; text: string; json: WireObject | undefined; details: FailureDetails }> {
  const abort = new AbortController();
  let cancelTimeout = platform.schedule(() => {
    cancelTimeout = platform.schedule(() => abort.abort(), RESUME_MS);
  }, TIMEOUT_MS);
  try {
    const response = await platform.fetch(url, {
      ...init,
      headers: { Accept: 'application/json', ...headers },
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      signal: abort.signal,
    });
    const details = { at: url, step, status: response.status };
    const text = await readText(response, details);
    return { response, text, json: parseObject(text), details };
  } catch (cause) {
    if (cause instanceof OAuthError) throw cause;
    // An address with http is an address of this machine (see `isSafeUrl`), and a request to it needs no network.
    const unreachable = platform.online() || /^http:/.test(url) ? 'unreachable' : 'offline';
    throw new OAuthError(abort.signal.aborted ? 'timeout' : unreachable, { at: url, cause, step });
  } finally {
    cancelTimeout();
  }
}

/** Whether a status says nothing about the request: a rate limit, or a failing server. */
export function isOutage(status: number): boolean {
  return status === 429 || status >= 500;
}

export function isEventStream({ headers }: Response): boolean {
  return /^text\/event-stream\b/i.test(headers.get('Content-Type') ?? '');
}

/**
 * Reads a body of at most 512 KiB, but no event stream, because an MCP server may send an endless stream.
 * @throws OAuthError `response_too_large`.
 */
export async function readText(response: Response, details: FailureDetails): Promise<string> {
  if (isEventStream(response)) {
    // Not awaited: the cancellation of a copy ends only when the original is cancelled, too.
    response.body?.cancel().catch(() => {});
    return '';
  }
  // Some replacements of `fetch` offer only the text.
  if (!response.body) return response.text();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  for (let chunk = await reader.read(); chunk.value; chunk = await reader.read()) {
    octets += chunk.value.length;
    if (octets > MAX_BODY_OCTETS) {
      void reader.cancel();
      throw new OAuthError('response_too_large', details);
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text;
}
