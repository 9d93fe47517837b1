/** A response that a test chooses for its server. */
export interface ScriptedResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A request of a page to another origin, the responses of the server there, and the result of `fetch`. */
export interface FetchCase {
  title: string;
  init?: Pick<RequestInit, 'method' | 'mode' | 'redirect' | 'credentials' | 'keepalive'> & {
    headers?: Record<string, string>;
    body?: string;
  };
  /** The responses by method; `OPTIONS` is the preflight. A method that is not listed gets the status 204. */
  answers: Record<string, ScriptedResponse>;
  /** The response that the page sees, with the names of the visible headers, or a network error. */
  expected: 'network error' | { type: string; status: number; headers: string[] };
  /** Whether the request reaches the server. A preflight does not count. */
  arrives: boolean;
}

/** Stands for the origin of the page in a response. */
export const PAGE_ORIGIN = '{page}';

/**
 * Creates the response that the parameter `as` of the URL defines. `as` is a table of {@link ScriptedResponse} by
 * method.
 */
export function scriptedResponse(request: Request, pageOrigin: string): Response {
  const answers: Record<string, ScriptedResponse> = JSON.parse(
    new URL(request.url).searchParams.get('as') ?? '{}',
  );
  const { status = 200, headers = {}, body } = answers[request.method] ?? { status: 204 };
  const filledIn = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    value.replace(PAGE_ORIGIN, pageOrigin),
  ]);
  return new Response(status === 204 ? null : (body ?? ''), { status, headers: filledIn });
}

const json = { 'Content-Type': 'application/json' };
const toAnyone = { 'Access-Control-Allow-Origin': '*' };
const toThisPage = { 'Access-Control-Allow-Origin': PAGE_ORIGIN };
const readable = { type: 'cors', status: 200, headers: ['content-type'] };
const typed = (headers: Record<string, string>): ScriptedResponse => ({
  headers: { 'Content-Type': 'text/plain', ...headers },
});
const redirect = (headers: Record<string, string> = {}): ScriptedResponse => ({
  status: 307,
  headers: { Location: '/elsewhere', ...headers },
});
const allowing = (headers: string): ScriptedResponse => ({
  status: 204,
  headers: { ...toThisPage, 'Access-Control-Allow-Headers': headers },
});
const withToken = { method: 'POST', headers: { ...json, Authorization: 'Bearer x' }, body: '{}' };
const opaque = { type: 'opaque', status: 0, headers: [] };

const READABLE = { expected: readable, arrives: true };
const OPAQUE = { expected: opaque, arrives: true };
const HIDDEN = { expected: 'network error', arrives: true } as const;
const NOT_SENT = { expected: 'network error', arrives: false } as const;

/** The behaviour of `fetch` that Check relies on. The fake network of the unit tests must behave in the same way. */
export const FETCH_CASES: readonly FetchCase[] = [
  {
    title: 'no-cors: the page sees only that a response without CORS headers arrived',
    init: { mode: 'no-cors' },
    answers: { GET: typed({}) },
    ...OPAQUE,
  },
  {
    title: 'no-cors: a refusal is as opaque as a success',
    init: { mode: 'no-cors' },
    answers: { GET: { status: 500 } },
    ...OPAQUE,
  },
  {
    title: 'no-cors: JSON with nosniff is also opaque',
    init: { mode: 'no-cors' },
    answers: { GET: { headers: { ...json, 'X-Content-Type-Options': 'nosniff' }, body: '{}' } },
    ...OPAQUE,
  },
  {
    title: 'no-cors: Cross-Origin-Resource-Policy hides even that a response arrived',
    init: { mode: 'no-cors' },
    answers: { GET: typed({ 'Cross-Origin-Resource-Policy': 'same-origin' }) },
    ...HIDDEN,
  },
  {
    title: 'no-cors: Cross-Origin-Resource-Policy may allow every origin',
    init: { mode: 'no-cors' },
    answers: { GET: typed({ 'Cross-Origin-Resource-Policy': 'cross-origin' }) },
    ...OPAQUE,
  },
  {
    title: 'Cross-Origin-Resource-Policy does not apply to a request with CORS',
    answers: { GET: typed({ ...toThisPage, 'Cross-Origin-Resource-Policy': 'same-origin' }) },
    ...READABLE,
  },
  {
    title: 'no-cors with redirect "manual" is a network error, and is not sent',
    init: { mode: 'no-cors', redirect: 'manual' },
    answers: { GET: typed({}) },
    ...NOT_SENT,
  },
  {
    title: 'no-cors with redirect "error" is a network error, and is not sent',
    init: { mode: 'no-cors', redirect: 'error' },
    answers: { GET: typed({}) },
    ...NOT_SENT,
  },
  {
    title: 'no-cors follows a redirect, and does not tell the page of the redirect',
    init: { mode: 'no-cors' },
    answers: { GET: redirect() },
    ...OPAQUE,
  },
  {
    title: 'no-cors allows only the methods GET, HEAD and POST',
    init: { mode: 'no-cors', method: 'DELETE' },
    answers: {},
    ...NOT_SENT,
  },
  {
    title: 'a simple GET is sent, but the page does not see a response without CORS headers',
    answers: { GET: typed({}) },
    ...HIDDEN,
  },
  {
    title: 'the page sees the response to a simple GET if it has CORS headers',
    answers: { GET: typed(toThisPage) },
    ...READABLE,
  },
  {
    title: 'CORS headers for another origin do not let this page read the response',
    answers: { GET: typed({ 'Access-Control-Allow-Origin': 'https://elsewhere.example' }) },
    ...HIDDEN,
  },
  {
    title: 'a redirect that is not followed arrives as an opaque response if CORS allows it',
    init: { redirect: 'manual' },
    answers: { GET: redirect(toAnyone) },
    expected: { type: 'opaqueredirect', status: 0, headers: [] },
    arrives: true,
  },
  {
    title: 'a redirect without CORS headers is a network error',
    init: { redirect: 'manual' },
    answers: { GET: redirect() },
    ...HIDDEN,
  },
  {
    title: 'a redirect is a network error with redirect "error"',
    init: { redirect: 'error' },
    answers: { GET: redirect(toAnyone) },
    ...HIDDEN,
  },
  {
    title: 'a page sees only exposed headers, and Location is not exposed by default',
    answers: {
      GET: typed({
        ...toAnyone,
        'X-Hidden': '1',
        'X-Shown': '1',
        Location: '/x',
        'Access-Control-Expose-Headers': 'X-Shown',
      }),
    },
    expected: { type: 'cors', status: 200, headers: ['content-type', 'x-shown'] },
    arrives: true,
  },
  {
    title: 'a wildcard exposes every header',
    answers: { GET: typed({ ...toAnyone, 'X-Shown': '1', 'Access-Control-Expose-Headers': '*' }) },
    expected: {
      type: 'cors',
      status: 200,
      headers: ['access-control-allow-origin', 'access-control-expose-headers', 'content-type', 'x-shown'],
    },
    arrives: true,
  },
  {
    title: 'the browser sends the request if the preflight allows every header',
    init: withToken,
    answers: { OPTIONS: allowing('authorization, Content-Type'), POST: typed(toThisPage) },
    ...READABLE,
  },
  {
    title: 'the browser does not send the request if the preflight omits a header',
    init: withToken,
    answers: { OPTIONS: allowing('content-type'), POST: typed(toThisPage) },
    ...NOT_SENT,
  },
  {
    title: 'a wildcard allows every header except Authorization',
    init: { method: 'POST', headers: json, body: '{}' },
    answers: { OPTIONS: allowing('*'), POST: typed(toThisPage) },
    ...READABLE,
  },
  {
    title: 'the browser does not send the request if the preflight is redirected',
    init: withToken,
    answers: {
      OPTIONS: redirect({ ...toThisPage, 'Access-Control-Allow-Headers': 'authorization, content-type' }),
      POST: typed(toThisPage),
    },
    ...NOT_SENT,
  },
  {
    title: 'the browser does not send the request if the preflight is refused',
    init: withToken,
    answers: {
      OPTIONS: {
        status: 401,
        headers: { ...toThisPage, 'Access-Control-Allow-Headers': 'authorization, content-type' },
      },
      POST: typed(toThisPage),
    },
    ...NOT_SENT,
  },
  {
    title: 'a preflight without Access-Control-Allow-Methods allows no DELETE',
    init: { method: 'DELETE' },
    answers: { OPTIONS: { status: 204, headers: toThisPage }, DELETE: typed(toThisPage) },
    ...NOT_SENT,
  },
  {
    title: 'a preflight with Access-Control-Allow-Methods allows DELETE',
    init: { method: 'DELETE' },
    answers: {
      OPTIONS: { status: 204, headers: { ...toThisPage, 'Access-Control-Allow-Methods': 'GET, DELETE' } },
      DELETE: typed(toThisPage),
    },
    ...READABLE,
  },
  {
    title: 'with cookies, a wildcard does not let the page read the response',
    init: { credentials: 'include' },
    answers: { GET: typed({ ...toAnyone, 'Access-Control-Allow-Credentials': 'true' }) },
    ...HIDDEN,
  },
  {
    title: 'with cookies, the origin alone does not let the page read the response',
    init: { credentials: 'include' },
    answers: { GET: typed(toThisPage) },
    ...HIDDEN,
  },
  {
    title: 'with cookies, the origin and Access-Control-Allow-Credentials let the page read the response',
    init: { credentials: 'include' },
    answers: { GET: typed({ ...toThisPage, 'Access-Control-Allow-Credentials': 'true' }) },
    ...READABLE,
  },
  {
    title: 'a request that may outlive the page can have 64 KiB',
    init: { method: 'POST', keepalive: true, body: 'x'.repeat(65_536) },
    answers: { POST: typed(toThisPage) },
    ...READABLE,
  },
  {
    title: 'a longer request that may outlive the page is not sent',
    init: { method: 'POST', keepalive: true, body: 'x'.repeat(65_537) },
    answers: { POST: typed(toThisPage) },
    ...NOT_SENT,
  },
];
