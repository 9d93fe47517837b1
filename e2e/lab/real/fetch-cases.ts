/** An answer that a server is told to give. */
export interface ScriptedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A request of a page to another origin, what the server there answers, and what `fetch` makes of it. */
export interface FetchCase {
  title: string;
  init: Pick<RequestInit, 'method' | 'mode' | 'redirect' | 'credentials'> & {
    headers?: Record<string, string>;
    body?: string;
  };
  /** By method; `OPTIONS` is the preflight. A method that is missing is answered 204. */
  answers: Record<string, ScriptedAnswer>;
  /** The response as the page sees it, with the names of its visible headers; or that there is none. */
  expected: 'network error' | { type: string; status: number; headers: string[] };
  /** Whether the request itself reaches the server, or the browser keeps it back. */
  arrives: boolean;
}

/** Stands for the origin of the page in an answer. */
export const PAGE_ORIGIN = '{page}';

/** Answers a request as the `as` parameter of its address says: a table of {@link ScriptedAnswer} by method. */
export function scriptedResponse(request: Request, pageOrigin: string): Response {
  const answers: Record<string, ScriptedAnswer> = JSON.parse(
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
const typed = (headers: Record<string, string>): ScriptedAnswer => ({
  headers: { 'Content-Type': 'text/plain', ...headers },
});
const redirect = (headers: Record<string, string> = {}): ScriptedAnswer => ({
  status: 307,
  headers: { Location: '/elsewhere', ...headers },
});
const allowing = (headers: string): ScriptedAnswer => ({
  status: 204,
  headers: { ...toThisPage, 'Access-Control-Allow-Headers': headers },
});
const withToken = { method: 'POST', headers: { ...json, Authorization: 'Bearer x' }, body: '{}' };
const opaque = { type: 'opaque', status: 0, headers: [] };

/** What the checker of servers relies on, and what a fake network must not be more generous with than a browser. */
export const FETCH_CASES: readonly FetchCase[] = [
  {
    title: 'no-cors: an answer without CORS headers is seen to come, and nothing of it',
    init: { mode: 'no-cors' },
    answers: { GET: typed({}) },
    expected: opaque,
    arrives: true,
  },
  {
    title: 'no-cors: a refusal is as opaque as a success',
    init: { mode: 'no-cors' },
    answers: { GET: { status: 500 } },
    expected: opaque,
    arrives: true,
  },
  {
    title: 'no-cors: JSON that may not be sniffed is opaque, too',
    init: { mode: 'no-cors' },
    answers: { GET: { headers: { ...json, 'X-Content-Type-Options': 'nosniff' }, body: '{}' } },
    expected: opaque,
    arrives: true,
  },
  {
    title: 'no-cors: Cross-Origin-Resource-Policy keeps back even that an answer came',
    init: { mode: 'no-cors' },
    answers: { GET: typed({ 'Cross-Origin-Resource-Policy': 'same-origin' }) },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'no-cors: Cross-Origin-Resource-Policy may name everyone',
    init: { mode: 'no-cors' },
    answers: { GET: typed({ 'Cross-Origin-Resource-Policy': 'cross-origin' }) },
    expected: opaque,
    arrives: true,
  },
  {
    title: 'Cross-Origin-Resource-Policy is no matter of a request with CORS',
    init: {},
    answers: { GET: typed({ ...toThisPage, 'Cross-Origin-Resource-Policy': 'same-origin' }) },
    expected: readable,
    arrives: true,
  },
  {
    title: 'no-cors with redirect "manual" is a network error, and is not sent',
    init: { mode: 'no-cors', redirect: 'manual' },
    answers: { GET: typed({}) },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'no-cors with redirect "error" is a network error, and is not sent',
    init: { mode: 'no-cors', redirect: 'error' },
    answers: { GET: typed({}) },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'no-cors follows a redirect, and does not tell',
    init: { mode: 'no-cors' },
    answers: { GET: redirect() },
    expected: opaque,
    arrives: true,
  },
  {
    title: 'no-cors takes no method beyond GET, HEAD and POST',
    init: { mode: 'no-cors', method: 'DELETE' },
    answers: {},
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'a simple GET without CORS headers is sent, and not shown',
    init: {},
    answers: { GET: typed({}) },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'a simple GET with CORS headers is shown',
    init: {},
    answers: { GET: typed(toThisPage) },
    expected: readable,
    arrives: true,
  },
  {
    title: 'CORS for another origin is none',
    init: {},
    answers: { GET: typed({ 'Access-Control-Allow-Origin': 'https://elsewhere.example' }) },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'a redirect that is not followed is an opaque one, where CORS allows the page to see it',
    init: { redirect: 'manual' },
    answers: { GET: redirect(toAnyone) },
    expected: { type: 'opaqueredirect', status: 0, headers: [] },
    arrives: true,
  },
  {
    title: 'a redirect without CORS headers is a network error',
    init: { redirect: 'manual' },
    answers: { GET: redirect() },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'only exposed headers are visible, and Location never by itself',
    init: {},
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
    init: {},
    answers: { GET: typed({ ...toAnyone, 'X-Shown': '1', 'Access-Control-Expose-Headers': '*' }) },
    expected: {
      type: 'cors',
      status: 200,
      headers: ['access-control-allow-origin', 'access-control-expose-headers', 'content-type', 'x-shown'],
    },
    arrives: true,
  },
  {
    title: 'a preflight that allows every header lets the request out',
    init: withToken,
    answers: { OPTIONS: allowing('authorization, Content-Type'), POST: typed(toThisPage) },
    expected: readable,
    arrives: true,
  },
  {
    title: 'a preflight that forgets a header keeps the request back',
    init: withToken,
    answers: { OPTIONS: allowing('content-type'), POST: typed(toThisPage) },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'a wildcard allows every header but Authorization',
    init: { method: 'POST', headers: json, body: '{}' },
    answers: { OPTIONS: allowing('*'), POST: typed(toThisPage) },
    expected: readable,
    arrives: true,
  },
  {
    title: 'a preflight that is redirected keeps the request back',
    init: withToken,
    answers: {
      OPTIONS: redirect({ ...toThisPage, 'Access-Control-Allow-Headers': 'authorization, content-type' }),
      POST: typed(toThisPage),
    },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'a preflight that is refused keeps the request back',
    init: withToken,
    answers: {
      OPTIONS: {
        status: 401,
        headers: { ...toThisPage, 'Access-Control-Allow-Headers': 'authorization, content-type' },
      },
      POST: typed(toThisPage),
    },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'a preflight without Access-Control-Allow-Methods allows no DELETE',
    init: { method: 'DELETE' },
    answers: { OPTIONS: { status: 204, headers: toThisPage }, DELETE: typed(toThisPage) },
    expected: 'network error',
    arrives: false,
  },
  {
    title: 'with cookies a wildcard shares nothing',
    init: { credentials: 'include' },
    answers: { GET: typed({ ...toAnyone, 'Access-Control-Allow-Credentials': 'true' }) },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'with cookies the origin alone shares nothing',
    init: { credentials: 'include' },
    answers: { GET: typed(toThisPage) },
    expected: 'network error',
    arrives: true,
  },
  {
    title: 'with cookies the origin and the permission share the answer',
    init: { credentials: 'include' },
    answers: { GET: typed({ ...toThisPage, 'Access-Control-Allow-Credentials': 'true' }) },
    expected: readable,
    arrives: true,
  },
];
