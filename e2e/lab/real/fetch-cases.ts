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

/** In a response, stands for the origin of the page. */
export const PAGE_ORIGIN = '{page}';

/** Creates the response in the parameter `as` of the URL: a {@link ScriptedResponse} for each method. */
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
const toThisPage = { 'Access-Control-Allow-Origin': PAGE_ORIGIN };
const readable = { type: 'cors', status: 200, headers: ['content-type'] };
const typed = (headers: Record<string, string>): ScriptedResponse => ({
  headers: { 'Content-Type': 'text/plain', ...headers },
});
const opaque = { type: 'opaque', status: 0, headers: [] };

const READABLE = { expected: readable, arrives: true };
const OPAQUE = { expected: opaque, arrives: true };
const HIDDEN = { expected: 'network error', arrives: true } as const;
const NOT_SENT = { expected: 'network error', arrives: false } as const;

/** What Check relies on in `fetch`, except CORS (`cors-grid.ts`). The fake network has to do the same. */
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
    answers: { GET: { status: 307, headers: { Location: '/elsewhere' } } },
    ...OPAQUE,
  },
  {
    title: 'no-cors allows only the methods GET, HEAD and POST',
    init: { mode: 'no-cors', method: 'DELETE' },
    answers: {},
    ...NOT_SENT,
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
