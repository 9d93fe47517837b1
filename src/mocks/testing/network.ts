type Network = (url: string, init: RequestInit) => Promise<Response>;
type Serve = (request: Request) => Promise<Response>;

const SAFELISTED_METHODS = ['GET', 'HEAD', 'POST'];
const SAFELISTED_REQUEST_HEADERS = ['accept', 'accept-language', 'content-language'];
const SAFELISTED_TYPES = ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'];
const SAFELISTED_RESPONSE_HEADERS =
  'cache-control content-language content-length content-type expires last-modified pragma'.split(' ');
const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 20;

/** Imitates the `fetch` of a page at `pageOrigin` (Fetch §4.1 to §4.10). The real lane compares it with a browser's. */
export function createTestNetwork(pageOrigin: string, serve: Serve): Network {
  return async (url, init) => {
    const { redirect = 'follow', credentials = 'same-origin', mode = 'cors' } = init;
    // As in a browser, this throws for forbidden methods, a body with GET, and what no-cors does not allow.
    const request = new Request(url, { ...init, mode });
    // All requests with `keepalive` of a page share this limit (Fetch, §4.6). Here, each request has this limit.
    if (init.keepalive && String(init.body ?? '').length > 65_536) throw networkError();
    if (request.url.startsWith(`${pageOrigin}/`)) {
      // For a request to its own origin, a browser sends Origin unless the method is GET or HEAD (Fetch, §3.2).
      if (!['GET', 'HEAD'].includes(request.method)) request.headers.set('Origin', pageOrigin);
      return filterRedirect(await serve(request), redirect);
    }
    if (mode === 'no-cors') {
      if (redirect !== 'follow') throw networkError();
      const response = await follow(request, serve);
      if (blocksOtherSites(response)) throw networkError();
      return opaque(response, 'opaque');
    }
    const withCookies = credentials === 'include';
    const unsafe = unsafeHeaders(request);
    if (unsafe.length || !SAFELISTED_METHODS.includes(request.method)) {
      await preflight(request, unsafe, withCookies);
    }
    request.headers.set('Origin', pageOrigin);
    const response = await serve(request);
    if (!isShared(response, withCookies)) throw networkError();
    return filterHeaders(filterRedirect(response, redirect), withCookies);
  };

  /** The CORS check (Fetch, §4.10). */
  function isShared({ headers }: Response, withCookies: boolean): boolean {
    const origin = headers.get('Access-Control-Allow-Origin');
    if (!withCookies) return origin === pageOrigin || origin === '*';
    return origin === pageOrigin && headers.get('Access-Control-Allow-Credentials') === 'true';
  }

  /** The CORS-preflight fetch (Fetch, §4.8). */
  async function preflight({ url, method }: Request, unsafe: string[], withCookies: boolean): Promise<void> {
    const response = await serve(
      new Request(url, {
        method: 'OPTIONS',
        headers: {
          Origin: pageOrigin,
          'Access-Control-Request-Method': method,
          ...(unsafe.length && { 'Access-Control-Request-Headers': unsafe.sort().join(',') }),
        },
      }),
    );
    const allowed = (name: string) => listIn(response.headers, name);
    const methods = allowed('Access-Control-Allow-Methods');
    const headers = allowed('Access-Control-Allow-Headers').map((name) => name.toLowerCase());
    const anyMethod = !withCookies && methods.includes('*');
    const anyHeader = !withCookies && headers.includes('*');
    const methodAllowed = SAFELISTED_METHODS.includes(method) || anyMethod || methods.includes(method);
    const headersAllowed = unsafe.every(
      // A wildcard does not include Authorization (Fetch, §4.8). Chromium does not enforce this rule yet.
      (name) => headers.includes(name) || (anyHeader && name !== 'authorization'),
    );
    if (!response.ok || !isShared(response, withCookies) || !methodAllowed || !headersAllowed) {
      throw networkError();
    }
  }
}

const networkError = (): TypeError => new TypeError('Failed to fetch');

/** The cross-origin resource policy check (Fetch, §3.7). Every server here is on another site than the page. */
const blocksOtherSites = ({ headers }: Response): boolean =>
  ['same-origin', 'same-site'].includes(headers.get('Cross-Origin-Resource-Policy') ?? '');

/** The names of the headers that need a preflight (Fetch, §2.2.2). */
function unsafeHeaders({ headers }: Request): string[] {
  return [...headers]
    .filter(([name, value]) =>
      name === 'content-type'
        ? !SAFELISTED_TYPES.includes(value.split(';')[0]?.trim().toLowerCase() ?? '')
        : !SAFELISTED_REQUEST_HEADERS.includes(name),
    )
    .map(([name]) => name);
}

async function follow(first: Request, serve: Serve): Promise<Response> {
  let request = first;
  for (let count = 0; count <= MOST_REDIRECTS; count += 1) {
    const response = await serve(request.clone());
    const location = REDIRECTS.includes(response.status) ? response.headers.get('Location') : null;
    if (location === null) return response;
    request = new Request(new URL(location, request.url), request);
  }
  throw networkError();
}

/** With `redirect: 'manual'`, replaces a redirect by an opaque-redirect filtered response. */
function filterRedirect(response: Response, redirect: RequestRedirect): Response {
  if (!REDIRECTS.includes(response.status)) return response;
  if (redirect === 'manual') return opaque(response, 'opaqueredirect');
  if (redirect === 'error') throw networkError();
  throw new Error('This network does not follow redirects of requests with CORS.');
}

/** A response that tells the page only that a response arrived (Fetch, §2.2.6). */
function opaque(response: Response, type: 'opaque' | 'opaqueredirect'): Response {
  void response.body?.cancel();
  return Object.defineProperties(new Response(null), {
    type: { value: type },
    status: { value: 0 },
    ok: { value: false },
  });
}

/** A CORS filtered response: it has only the headers that are safelisted or exposed. */
function filterHeaders(response: Response, withCookies: boolean): Response {
  if (response.type === 'opaqueredirect') return response;
  const exposed = listIn(response.headers, 'Access-Control-Expose-Headers').map((name) => name.toLowerCase());
  const everything = !withCookies && exposed.includes('*');
  const visible = [...response.headers].filter(
    ([name]) =>
      name !== 'set-cookie' &&
      (everything || SAFELISTED_RESPONSE_HEADERS.includes(name) || exposed.includes(name)),
  );
  const { status } = response;
  const filtered = new Response(response.body, { status, headers: visible });
  return Object.defineProperty(filtered, 'type', { value: 'cors' });
}

const listIn = (headers: Headers, name: string): string[] =>
  (headers.get(name) ?? '').split(',').map((entry) => entry.trim());

/** Limits `serve` to the origin of the first request. A request to another origin fails with the error `elsewhere`. */
export function confine(serve: Serve, elsewhere: () => Error): Serve {
  let origin: string | undefined;
  return async (request) => {
    origin ??= new URL(request.url).origin;
    if (new URL(request.url).origin !== origin) throw elsewhere();
    return serve(request);
  };
}
