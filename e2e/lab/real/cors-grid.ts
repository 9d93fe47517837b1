import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FetchCase, PAGE_ORIGIN, type ScriptedResponse, scriptedResponse } from './fetch-cases.ts';

/** A case of the grid: a request of a page, and the responses of the server. The browser decides the verdict. */
export type GridCase = Pick<FetchCase, 'init' | 'answers'>;

type Headers = Record<string, string>;
type Init = GridCase['init'];
type Network = (url: string, init: RequestInit) => Promise<Response>;

const ORIGINS: readonly (string | undefined)[] = [
  undefined,
  '*',
  PAGE_ORIGIN,
  `${PAGE_ORIGIN}/`,
  `${PAGE_ORIGIN}, ${PAGE_ORIGIN}`,
  `*, ${PAGE_ORIGIN}`,
  'https://elsewhere.example',
  'HTTP://LOCALHOST',
  'null',
  '',
];
const CREDENTIALS = [{ credentials: 'omit' }, { credentials: 'include' }] as const;
const ALLOW_CREDENTIALS: readonly (string | undefined)[] = [undefined, 'true', 'TRUE', 'false'];
const REQUEST_HEADERS: readonly (string | undefined)[] = [
  undefined,
  'authorization, content-type',
  'Authorization,Content-Type',
  'authorization',
  'content-type',
  '*',
  '*, Authorization',
  ' authorization ,, content-type ,',
  'authorization; content-type',
];
const METHODS: readonly (string | undefined)[] = [
  undefined,
  'DELETE, PUT, PATCH',
  'delete, put, patch',
  '*',
  'GET',
  'DELETE PUT PATCH',
  ',DELETE,',
];
const EXPOSED: readonly (string | undefined)[] = [
  undefined,
  '*',
  'WWW-Authenticate',
  'www-authenticate, mcp-session-id',
  'WWW-Authenticate,, Mcp-Session-Id',
  'WWW-Authenticate Mcp-Session-Id',
  '*, WWW-Authenticate',
  'Set-Cookie, Location',
];
const UNSAFE: readonly Headers[] = [
  { 'Content-Type': 'text/plain' },
  { 'Content-Type': 'Text/Plain ; charset=utf-8' },
  { 'Content-Type': 'multipart/form-data' },
  { 'Content-Type': 'application/json' },
  { 'Content-Type': `text/plain; x=${'a'.repeat(120)}` },
  { 'Content-Type': 'text/plain; x="1"' },
  { Accept: 'application/json, text/event-stream' },
  { Accept: 'application/json; x="1"' },
  { Accept: 'a'.repeat(129) },
  { 'Accept-Language': 'en-GB,en;q=0.5' },
  { 'Accept-Language': 'en_GB' },
  { 'Content-Language': 'en' },
  { Range: 'bytes=0-9' },
  { Range: 'bytes=-9' },
  { 'Mcp-Session-Id': 'none' },
  { 'X-Requested-With': 'fetch' },
];

const headersOf = (named: Record<string, string | undefined>): Headers =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const respond = (status: number, named: Record<string, string | undefined>): ScriptedResponse => ({
  status,
  headers: headersOf(named),
});
const elsewhere = { Location: '/elsewhere' };
const withToken: Init = {
  method: 'POST',
  headers: { Authorization: 'Bearer x', 'Content-Type': 'application/json' },
  body: '{}',
};
const shared = { 'Access-Control-Allow-Origin': PAGE_ORIGIN, 'Access-Control-Allow-Credentials': 'true' };

function* cases(): Generator<GridCase> {
  // These cases need no preflight. They ask which pages may read a result, a refusal or a redirect.
  for (const origin of ORIGINS) {
    for (const credentials of CREDENTIALS) {
      for (const allowed of ALLOW_CREDENTIALS) {
        for (const [status, redirect] of [
          [200, 'manual'],
          [401, 'manual'],
          [307, 'manual'],
          [302, 'error'],
        ] as const) {
          const headers = {
            'Access-Control-Allow-Origin': origin,
            'Access-Control-Allow-Credentials': allowed,
            ...(status < 400 && status > 299 && elsewhere),
          };
          yield { init: { ...credentials, redirect }, answers: { GET: respond(status, headers) } };
        }
      }
    }
  }
  // These cases ask which preflights allow a request with a token.
  for (const origin of ['*', PAGE_ORIGIN, undefined]) {
    for (const names of REQUEST_HEADERS) {
      for (const status of [200, 204, 299, 307, 401, 404, 500]) {
        for (const credentials of CREDENTIALS) {
          const preflight = {
            ...shared,
            'Access-Control-Allow-Origin': origin,
            'Access-Control-Allow-Headers': names,
            ...(status === 307 && elsewhere),
          };
          yield {
            init: { ...withToken, ...credentials },
            answers: { OPTIONS: respond(status, preflight), POST: respond(200, shared) },
          };
        }
      }
    }
  }
  // These cases ask which methods a preflight allows. Browsers turn DELETE and PUT, but not PATCH, into upper case.
  for (const method of ['DELETE', 'PUT', 'PATCH', 'delete']) {
    for (const methods of METHODS) {
      for (const credentials of CREDENTIALS) {
        const preflight = { ...shared, 'Access-Control-Allow-Methods': methods };
        yield {
          init: { method, ...credentials },
          answers: {
            OPTIONS: respond(204, preflight),
            [method.replace(/^delete$/, 'DELETE')]: respond(200, shared),
          },
        };
      }
    }
  }
  // These cases ask which headers of a response the page sees.
  for (const exposed of EXPOSED) {
    for (const credentials of CREDENTIALS) {
      const headers = {
        ...shared,
        'Access-Control-Expose-Headers': exposed,
        'WWW-Authenticate': 'Bearer',
        'Mcp-Session-Id': 'one',
        'Cache-Control': 'no-store',
        'Set-Cookie': 'a=b',
      };
      yield { init: credentials, answers: { GET: respond(200, headers) } };
    }
  }
  // These cases ask which request headers require a preflight. If the preflight then allows no header, the browser
  // blocks the request.
  for (const headers of UNSAFE) {
    for (const preflight of [shared, { ...shared, 'Access-Control-Allow-Headers': '*' }]) {
      yield {
        init: { method: 'POST', headers, body: 'x' },
        answers: {
          OPTIONS: respond(204, { ...preflight, 'Access-Control-Max-Age': '600' }),
          POST: respond(200, shared),
        },
      };
    }
  }
  // These cases are redirects after a preflight, and preflights whose response has no CORS headers.
  for (const redirect of ['manual', 'error'] as const) {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const origin of [PAGE_ORIGIN, undefined]) {
        const headers = { 'Access-Control-Allow-Origin': origin, ...elsewhere };
        const preflight = { ...shared, 'Access-Control-Allow-Headers': 'authorization, content-type' };
        yield {
          init: { ...withToken, redirect },
          answers: { OPTIONS: respond(204, preflight), POST: respond(status, headers) },
        };
      }
    }
  }
}

/** Hundreds of cases, each with a request and responses. */
export const CORS_GRID: readonly GridCase[] = [...cases()];

/** The file with the verdicts of Chromium. */
export const VERDICTS = join(import.meta.dirname, 'cors-verdicts.json');

export function recordedVerdicts(): string[] {
  const groups: Record<string, string> = JSON.parse(readFileSync(VERDICTS, 'utf8'));
  const verdicts: string[] = [];
  for (const [verdict, runs] of Object.entries(groups)) {
    for (const run of runs.split(' ')) {
      const [from = 0, to = from] = run.split('-').map(Number);
      for (let at = from; at <= to; at += 1) verdicts[at] = verdict;
    }
  }
  return verdicts;
}

/**
 * The verdict of an imitation of `fetch` on each case.
 *
 * @param imitate returns the imitation for a page at an origin. `serve` responds for every server.
 * @param NetworkError the class of the errors that stand for a network error.
 */
export async function verdictsOf(
  imitate: (origin: string, serve: (request: Request) => Promise<Response>) => Network,
  NetworkError: abstract new (...args: never[]) => Error,
): Promise<string[]> {
  const page = 'http://localhost:4173';
  const verdicts: string[] = [];
  for (const { init = {}, answers } of CORS_GRID) {
    const received: string[] = [];
    const network = imitate(page, async (request) => {
      received.push(request.method);
      return scriptedResponse(request, page);
    });
    const url = `http://127.0.0.1:9000/?as=${encodeURIComponent(JSON.stringify(answers))}`;
    const seen = await network(url, init).then(
      ({ type, status, headers }) => ({
        // A constructed response has the type `default`.
        type: type === 'default' ? 'cors' : type,
        status,
        headers: [...headers.keys()],
      }),
      (error: unknown) => {
        if (error instanceof NetworkError) return 'network error';
        throw error;
      },
    );
    verdicts.push(verdictLine(seen, received));
  }
  return verdicts;
}

/** A verdict in one line: what the page saw, and which requests reached the server. */
export function verdictLine(
  seen: string | { type: string; status: number; headers: readonly string[] },
  received: readonly string[],
): string {
  const shown =
    typeof seen === 'string'
      ? seen
      : `${seen.type} ${seen.status} ${[...seen.headers].filter(isOfTheGrid).sort().join(' ')}`.trim();
  return `${shown} after ${received.join(', ') || 'nothing'}`;
}

/** Whether a header is part of the grid. Node's server adds further headers itself. */
const isOfTheGrid = (name: string): boolean =>
  !['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'].includes(name);

/** The numbers of the cases, by verdict. */
export function grouped(verdicts: readonly string[]): Record<string, string> {
  const groups = new Map<string, number[]>();
  for (const [at, verdict] of verdicts.entries()) groups.set(verdict, [...(groups.get(verdict) ?? []), at]);
  return Object.fromEntries([...groups].sort().map(([verdict, numbers]) => [verdict, runsOf(numbers)]));
}

function runsOf(numbers: readonly number[]): string {
  const runs: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}
