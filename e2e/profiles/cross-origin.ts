/** The headers that a page may read without being told (Fetch, CORS-safelisted response-header name). */
const SAFELISTED_RESPONSE = ['cache-control', 'content-language', 'content-type', 'expires', 'last-modified'];
const SIMPLE_METHODS = ['get', 'head', 'post'];
const SAFELISTED_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/** A request as a page makes it. */
export interface PageRequest {
  url: string;
  method: string;
  headers: Headers;
  body: string;
}

/**
 * What a browser does between a page and a server of another origin (Fetch §3.3, §4.8): it says where the page
 * is from, asks first where the request is not a simple one, and shows the page only what the server lets it
 * read. A redirect is an error, as for `redirect: 'error'`.
 *
 * @param server answers the request.
 * @throws TypeError, which is all that a page is told of a response that it may not read.
 */
export function crossOrigin(
  pageOrigin: string,
  server: (request: Request) => Response | Promise<Response>,
): (request: PageRequest) => Promise<Response> {
  return async ({ url, method, headers: given, body }) => {
    const headers = new Headers(given);
    const unsafe = unsafeHeaders(headers);
    const isSimple = SIMPLE_METHODS.includes(method.toLowerCase()) && unsafe.length === 0;
    headers.set('Origin', pageOrigin);
    if (new URL(url).origin === pageOrigin) return server(sentRequest(url, method, headers, body));
    if (!isSimple) {
      const preflight = await server(
        new Request(url, {
          method: 'OPTIONS',
          headers: {
            Origin: pageOrigin,
            'Access-Control-Request-Method': method,
            ...(unsafe.length > 0 && { 'Access-Control-Request-Headers': unsafe.join(',') }),
          },
        }),
      );
      const methods = [...SIMPLE_METHODS, ...listed(preflight, 'Access-Control-Allow-Methods')];
      const allowed = listed(preflight, 'Access-Control-Allow-Headers');
      const allows = methods.includes(method.toLowerCase()) && unsafe.every((name) => allowed.includes(name));
      if (!preflight.ok || !isReadable(preflight, pageOrigin) || !allows) {
        throw new TypeError('Failed to fetch');
      }
    }
    const response = await server(sentRequest(url, method, headers, body));
    if (response.status >= 300 && response.status < 400) throw new TypeError('Failed to fetch');
    if (!isReadable(response, pageOrigin)) throw new TypeError('Failed to fetch');
    const shown = [...SAFELISTED_RESPONSE, ...listed(response, 'Access-Control-Expose-Headers')];
    const visible = [...response.headers].filter(([name]) => shown.includes(name));
    return new Response(response.body, { status: response.status, headers: visible });
  };
}

function sentRequest(url: string, method: string, headers: Headers, body: string): Request {
  return new Request(url, { method, headers, ...(body && { body }) });
}

function unsafeHeaders(headers: Headers): string[] {
  return [...headers].flatMap(([name, value]) => {
    if (['accept', 'accept-language', 'content-language'].includes(name)) return [];
    const isForm = name === 'content-type' && SAFELISTED_TYPES.includes(value.split(';')[0] ?? '');
    return isForm ? [] : name;
  });
}

function isReadable(response: Response, pageOrigin: string): boolean {
  return ['*', pageOrigin].includes(response.headers.get('Access-Control-Allow-Origin') ?? '');
}

function listed(response: Response, header: string): string[] {
  return (response.headers.get(header) ?? '').split(',').map((name) => name.trim().toLowerCase());
}
