import { isToken } from '../../oauth/curl-command.ts';
import { isSafelistedMethod } from './cors-safelist.ts';

/** The page that sends the request, and whether it sends cookies. */
export interface Asker {
  origin: string;
  withCookies: boolean;
}

/**
 * The CORS check (Fetch, §4.10).
 *
 * @returns why the page may not read the response; `undefined` when it may.
 */
export function whyNotShared(headers: Headers, { origin, withCookies }: Asker): string | undefined {
  const allowed = headers.get('Access-Control-Allow-Origin');
  if (allowed === null) return 'It has no Access-Control-Allow-Origin.';
  if (!withCookies && allowed === '*') return undefined;
  if (allowed === '*') return 'Access-Control-Allow-Origin is *, which does not count with cookies.';
  if (allowed.includes(',')) {
    return `Access-Control-Allow-Origin has more than one value: ${quoted(allowed)}. It may have only one: possibly the server and a proxy both add the header.`;
  }
  if (allowed !== origin)
    return `Access-Control-Allow-Origin is ${quoted(allowed)}, and the page is ${origin}.`;
  if (!withCookies) return undefined;
  const credentials = headers.get('Access-Control-Allow-Credentials');
  if (credentials === 'true') return undefined;
  return credentials === null
    ? 'It has no Access-Control-Allow-Credentials, which a request with cookies needs.'
    : `Access-Control-Allow-Credentials is ${quoted(credentials)}, and only true counts.`;
}

/**
 * Judges the response to a preflight (Fetch, §4.8).
 *
 * @param unsafe the names of the headers that need permission, in lower case.
 * @returns why the browser does not send the request; `undefined` when it does.
 */
export function whyPreflightFails(
  { status, headers }: { status: number; headers: Headers },
  { method, unsafe }: { method: string; unsafe: readonly string[] },
  asker: Asker,
): string | undefined {
  const why = whyNotShared(headers, asker);
  if (why !== undefined) return why;
  if (status < 200 || status > 299) return `Its status is ${status}, and a preflight needs 200 to 299.`;
  const methods = listIn(headers, 'Access-Control-Allow-Methods');
  if (!methods) return 'Access-Control-Allow-Methods is not a list of methods.';
  const names = listIn(headers, 'Access-Control-Allow-Headers')?.map((name) => name.toLowerCase());
  if (!names) return 'Access-Control-Allow-Headers is not a list of header names.';
  const wildcard = (list: readonly string[]) => !asker.withCookies && list.includes('*');
  if (!methods.includes(method) && !isSafelistedMethod(method) && !wildcard(methods)) {
    return `Access-Control-Allow-Methods does not allow ${method}.`;
  }
  // In the standard, a wildcard does not cover Authorization. In Chromium 156, it still does.
  const refused = unsafe.filter((name) => !names.includes(name) && !wildcard(names));
  return refused.length ? `Access-Control-Allow-Headers does not allow ${refused.join(', ')}.` : undefined;
}

const SAFELISTED_RESPONSE_HEADERS =
  'cache-control content-language content-length content-type expires last-modified pragma'.split(' ');
const NEVER_SHOWN = ['set-cookie', 'set-cookie2'];

/** The headers that a browser shows to the page, as in a CORS filtered response (Fetch, §2.2.6). */
export function shownHeaders(headers: Headers, { withCookies }: Pick<Asker, 'withCookies'>): Headers {
  const exposed = namesIn(headers.get('Access-Control-Expose-Headers'));
  const everything = !withCookies && exposed.includes('*');
  return new Headers(
    [...headers].filter(
      ([name]) =>
        !NEVER_SHOWN.includes(name) &&
        (everything || SAFELISTED_RESPONSE_HEADERS.includes(name) || exposed.includes(name)),
    ),
  );
}

/** The members of a list (RFC 9110 §5.6.1); `undefined` when one of them is not a token. */
function listIn(headers: Headers, name: string): string[] | undefined {
  const members = (headers.get(name) ?? '').split(',').map((member) => member.trim());
  const named = members.filter(Boolean);
  return named.every(isToken) ? named : undefined;
}

/** Header names, in lower case; an empty list when one of them is not a name. */
function namesIn(list: string | null): string[] {
  const names = (list ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  return names.every(isToken) ? names : [];
}

const LONGEST_QUOTE = 200;
const quoted = (value: string): string => `“${value.slice(0, LONGEST_QUOTE)}”`;
