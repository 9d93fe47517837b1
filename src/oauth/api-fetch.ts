import { parseBearerChallenge } from './bearer-challenge.ts';
import { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';
import { coversServer, isSafeWithoutQuery, requireUrl } from './safe-url.ts';
import type { ComposedSession, Session } from './session-interface.ts';

/**
 * Creates `session.fetch`: a `fetch` that sends the access token only to the named addresses.
 *
 * @param api origins and path prefixes: absolute URLs, or paths of the app's own origin.
 */
export function createApiFetch(
  platform: Pick<Platform, 'fetch' | 'href' | 'baseUri'>,
  api: readonly string[],
  {
    settledAccessToken,
    presenting,
    refresh,
  }: Pick<ComposedSession, 'settledAccessToken' | 'presenting' | 'refresh'>,
): Session['fetch'] {
  /** The newest token that was refused right after its renewal. Another renewal would not help. */
  let refusedAnew: string | undefined;
  return async (input, init = {}) => {
    const { url, ...request } = await copyRequest(input, init, platform.baseUri?.() ?? platform.href());
    const { body, signal } = request;
    const token = isNamed(url, api, platform.href()) && (await untilAborted(settledAccessToken(), signal));
    if (!token) return platform.fetch(url, request);
    const send = (accessToken: string) => {
      // A redirect may lead to an address that is not named, so a request with a token follows no redirect, not even
      // within the origin.
      const redirect = request.redirect === 'manual' ? 'manual' : 'error';
      return presenting(accessToken)(url, { ...request, redirect }).then(requireScope);
    };
    const response = await send(token);
    if (response.status !== 401) refusedAnew = undefined;
    if (response.status !== 401 || token === refusedAnew) return response;
    const renewed = await untilAborted(refresh(token), signal).catch(() => undefined);
    signal?.throwIfAborted();
    // A stream can be read only once.
    if (!renewed || body instanceof ReadableStream) return response;
    response.body?.cancel().catch(() => {});
    const again = await send(renewed);
    refusedAnew = again.status === 401 ? renewed : undefined;
    return again;
  };
}

/** Throws if the API demands more scopes (RFC 6750 §3.1): only the user can grant them, so a refresh would not help. */
function requireScope(response: Response): Response {
  const { status, url } = response;
  const { error, scopes } = parseBearerChallenge(response.headers.get('WWW-Authenticate')) ?? {};
  if (error !== 'insufficient_scope' || ![401, 403].includes(status)) return response;
  // If the connection of a body has already failed, `cancel()` rejects.
  response.body?.cancel().catch(() => {});
  throw new OAuthError(error, { at: url, status, scopes });
}

/**
 * Copies a request, so that the URL that is checked is the URL that is fetched, even if the caller changes its objects
 * meanwhile. The body of a `Request` is read into memory, so that it can be sent again.
 */
async function copyRequest(
  input: RequestInfo | URL,
  init: RequestInit,
  base: string,
): Promise<RequestInit & { url: string }> {
  // A `Request` of a frame is not an instance of this window's class. The members of a `Request` are inherited.
  if ((typeof input === 'string' || 'href' in input) && !('url' in init)) {
    return { ...init, headers: new Headers(init.headers), url: new URL(input, base).href };
  }
  const request = new Request(input, init);
  const copy: RequestInit & { url: string } = { url: request.url };
  // A browser may have further members of a `RequestInit`, such as `targetAddressSpace`.
  for (const name in request) Object.assign(copy, { [name]: Reflect.get(request, name) });
  return { ...copy, body: ['GET', 'HEAD'].includes(request.method) ? null : await request.arrayBuffer() };
}

/**
 * @throws OAuthError `unsafe_url` for an entry of `api` that is not a safe URL: if the entry were ignored, requests
 * would lack the token, and no error would say why.
 */
function isNamed(url: string, api: readonly string[], base: string): boolean {
  return api.some((entry) => {
    const named = entry.startsWith('/') ? new URL(base).origin + entry : entry;
    // A pattern is refused, because it would match no address.
    requireUrl(named, isSafeWithoutQuery(named) && !named.includes('*'));
    // If the whole origin is allowed, no segment `..` can lead to a path that is not allowed.
    return coversServer(named, url) && (new URL(named).pathname === '/' || !hidesParent(url));
  });
}

/**
 * Whether a server may read a segment `..` that a URL parser does not see: servers decode `..%2f` and `..%5c`, even
 * several times, remove the parameters of `..;a=b` before or after that, cut a path at `%3f` or `%00`, and drop spaces,
 * control characters and zero-width characters. Some servers normalise a path (NFKC, or the best fit of Windows): a
 * full-width full stop becomes a dot, and several symbols become a slash. Where such a segment leads depends on the
 * server: on some servers, empty segments count.
 *
 * @returns `true` also if the decoded path still contains an escape, such as `%u002e` of IIS. For example, `%2%65` is
 * decoded to `%2e`, and a server that decodes twice reads a dot. No encoder produces such a path, because an encoder
 * does not encode the digits of an escape. Nor does it produce `%c0%ae`, a dot in a form that UTF-8 forbids (RFC 3629
 * §3).
 */
function hidesParent(url: string): boolean {
  const decoded = new URL(url).pathname
    .toLowerCase()
    .replace(/%(25)+/g, '%')
    // ASCII, and the blocks with characters that a server may turn into ASCII: U+2000–U+2FFF, U+F000–U+FFFF.
    .replace(/%([0-7][\da-f]|e[2f](%[89ab][\da-f]){2})/g, (octets) =>
      decodeURIComponent(octets).normalize('NFKC'),
    );
  return /[/\\\P{ASCII}][\p{C} ]*\.[\p{C} ]*\.([\p{C} /\\;?#%\P{ASCII}]|$)|%(c[01]|e0%[89]|f0%8|([0-7]|u[\da-f]{3})[\da-f])/u.test(
    decoded,
  );
}

/** Stops waiting when the caller aborts. The work continues for other callers. */
function untilAborted<Result>(work: Promise<Result>, signal?: AbortSignal | null): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
