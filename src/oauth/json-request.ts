import { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';

export type Requester = Pick<Platform, 'fetch' | 'schedule'>;

const TIMEOUT_MS = 15_000;
const MAX_BODY_OCTETS = 512 * 1024;

/** A JSON object as it came over the wire: nothing about its members is known yet. */
export type WireObject = Record<string, unknown>;

/**
 * Sends one request as every request of this module is sent: no cookies, no cache, no redirect followed
 * (a 307 would re-post a code, a verifier or a refresh token to wherever it points), bounded in time.
 *
 * @throws OAuthError `unreachable` when the browser shows no response (network, CORS, a redirect; it does
 * not say which), `timeout` after 15 seconds.
 */
export async function send(platform: Requester, url: string, init: RequestInit = {}): Promise<Response> {
  return bounded(platform, url, init, async (response) => response);
}

/**
 * Sends a request and reads the answer as one JSON object of at most 512 KiB.
 *
 * @returns the response and `json`, which is `undefined` when the body is no JSON object.
 * @throws OAuthError `unreachable`, `timeout` as {@link send}; `response_too_large`.
 */
export async function sendForJson(
  platform: Requester,
  url: string,
  init: RequestInit = {},
): Promise<{ response: Response; json: WireObject | undefined }> {
  return bounded(platform, url, init, async (response) => ({
    response,
    json: parseObject(await readText(response, url)),
  }));
}

async function bounded<Result>(
  platform: Requester,
  url: string,
  init: RequestInit,
  read: (response: Response) => Promise<Result>,
): Promise<Result> {
  const abort = new AbortController();
  const cancelTimeout = platform.schedule(() => abort.abort(), TIMEOUT_MS);
  try {
    return await read(
      await platform.fetch(url, {
        ...init,
        redirect: 'error',
        credentials: 'omit',
        cache: 'no-store',
        signal: abort.signal,
      }),
    );
  } catch (cause) {
    if (cause instanceof OAuthError) throw cause;
    throw abort.signal.aborted
      ? new OAuthError('timeout', `${place(url)} did not answer in time.`)
      : new OAuthError('unreachable', `${place(url)} could not be reached from this page.`, { cause });
  } finally {
    cancelTimeout();
  }
}

/** Names an address in a message without its query, which might hold a secret. */
export function place(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

async function readText(response: Response, url: string): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    octets += chunk.value.length;
    if (octets > MAX_BODY_OCTETS) {
      await reader?.cancel();
      throw new OAuthError('response_too_large', `${place(url)} sent more than 512 KiB.`);
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/** Parses text as a JSON object; `undefined` for anything else. */
export function parseObject(text: string): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a string with something in it. */
export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}
