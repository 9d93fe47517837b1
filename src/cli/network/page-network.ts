import { isLoopback } from '../../lab/check/engine/address.ts';
import type { Network } from '../../lab/machine/wire/recorder.ts';
import { RedirectedElsewhere } from '../../oauth/confined-fetch.ts';
import { type Asker, shownHeaders, whyNotShared, whyPreflightFails } from './cors.ts';
import { isSafelistedMethod, unsafeHeaderNames } from './cors-safelist.ts';
import { isRedirect } from './redirects.ts';
import { wireRequestOf } from './request.ts';
import { filtered, isEmptyBody } from './response.ts';
import { HiddenFromPage, type Send, type WireRequest, type WireResponse } from './wire.ts';

/** The ports that browsers do not connect to, because protocols other than HTTP use them (Fetch, §2.9). */
const BLOCKED_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

const isBlockedPort = ({ port }: URL): boolean => BLOCKED_PORTS.has(Number(port || 'NaN'));

export interface PageNetworkOptions {
  origin: string;
  send: Send;
  /** Called with each preflight. No page ever sees a preflight. */
  onPreflight?(request: WireRequest, response: WireResponse | undefined): void;
}

/**
 * The `fetch` of a page (Fetch, §4), without a browser: sends and hides what a browser would.
 *
 * Sends no cookie. A permission for which a browser would ask the user (Local Network Access) counts as granted.
 */
export function createPageNetwork({ origin, send, onPreflight }: PageNetworkOptions): Network {
  let allowed: string | undefined;

  async function sendPreflight(
    request: WireRequest,
    unsafe: readonly string[],
    asker: Asker,
    signal: AbortSignal,
  ) {
    const preflight: WireRequest = {
      method: 'OPTIONS',
      url: request.url,
      headers: {
        Accept: '*/*',
        Origin: origin,
        ...fetchMetadata(origin, request.url, 'cors'),
        'Access-Control-Request-Method': request.method,
        ...(unsafe.length && { 'Access-Control-Request-Headers': unsafe.join(',') }),
      },
    };
    let response: WireResponse | undefined;
    try {
      response = await send(preflight, signal);
      await response.body?.cancel();
    } finally {
      onPreflight?.(preflight, response);
    }
    const why = whyPreflightFails(response, { method: request.method, unsafe }, asker);
    if (why !== undefined)
      throw new HiddenFromPage(`The response to the preflight keeps the page out. ${why}`, {
        hidden: { to: 'preflight', status: response.status },
      });
  }

  return async (url, init) => {
    const { redirect = 'follow', credentials = 'same-origin' } = init;
    if (init.mode === 'no-cors')
      throw new TypeError('A request without CORS must go through the confined network.');
    const signal = init.signal ?? new AbortController().signal;
    const request = wireRequestOf(url, init);
    const target = new URL(url);
    refuseUnsent(origin, target);
    const asker = { origin, withCookies: credentials === 'include' };
    const sameOrigin = target.origin === origin;
    const unsafe = unsafeHeaderNames(request.headers);
    if (!sameOrigin && (unsafe.length || !isSafelistedMethod(request.method))) {
      // A browser keeps the permission for some seconds (Fetch, §4.9). Here, the permission lasts until a different preflight.
      const wanted = JSON.stringify([url, request.method, unsafe, asker]);
      if (wanted !== allowed) await sendPreflight(request, unsafe, asker, signal);
      allowed = wanted;
    }
    const headers = { ...request.headers, ...fetchMetadata(origin, url, 'cors') };
    const isSafe = ['GET', 'HEAD'].includes(request.method);
    if (!sameOrigin || !isSafe) headers.Origin = origin;
    const response = await send({ ...request, headers }, signal);
    const why = sameOrigin ? undefined : whyNotShared(response.headers, asker);
    if (why !== undefined) {
      await response.body?.cancel();
      throw new HiddenFromPage(
        `A response came (${response.status}), and a browser hides it from the page. ${why}`,
        { hidden: { to: 'request', status: response.status } },
      );
    }
    if (isRedirect(response.status)) {
      await response.body?.cancel();
      if (redirect === 'manual') return filtered('opaqueredirect');
      if (redirect === 'error') throw new HiddenFromPage(`It is a redirect (${response.status}).`);
      throw new TypeError('No redirect is followed here.');
    }
    return new Response(isEmptyBody(response) ? null : response.body, {
      status: response.status,
      headers: sameOrigin ? response.headers : shownHeaders(response.headers, asker),
    });
  };
}

const MOST_REDIRECTS = 20;

/**
 * The `fetch` for requests without CORS: a page sees only whether a response arrives. It follows redirects only within
 * the origin of the URL; see `confined-fetch.ts` of `src/oauth`.
 *
 * @throws RedirectedElsewhere for a redirect to another origin.
 */
export function createConfinedNetwork({
  origin,
  send,
}: Pick<PageNetworkOptions, 'origin' | 'send'>): Network {
  return async (first, init) => {
    const signal = init.signal ?? new AbortController().signal;
    let request = wireRequestOf(first, init);
    for (let count = 0; count <= MOST_REDIRECTS; count += 1) {
      const target = new URL(request.url);
      refuseUnsent(origin, target);
      const headers = { ...request.headers, ...fetchMetadata(origin, request.url, 'no-cors') };
      const response = await send({ ...request, headers }, signal);
      await response.body?.cancel();
      const location = isRedirect(response.status) ? response.headers.get('Location') : null;
      if (location === null) {
        const policy = response.headers.get('Cross-Origin-Resource-Policy')?.trim();
        if (isKeptByPolicy(policy, origin, target)) {
          throw new HiddenFromPage(`Its Cross-Origin-Resource-Policy is ${policy}.`);
        }
        return filtered('opaque');
      }
      if (!URL.canParse(location, request.url))
        throw new HiddenFromPage('It redirects to an invalid address.');
      const next = new URL(location, request.url);
      if (next.origin !== target.origin) throw new RedirectedElsewhere();
      request = { ...request, url: next.href };
    }
    throw new HiddenFromPage(`It redirects more than ${MOST_REDIRECTS} times.`);
  };
}

/** Throws for a blocked port, and for a request to http from an https page (Mixed Content, §4). */
function refuseUnsent(origin: string, target: URL): void {
  if (isBlockedPort(target)) throw new HiddenFromPage(`Browsers do not connect to port ${target.port}.`);
  if (origin.startsWith('https:') && target.protocol === 'http:' && !isLoopback(target.hostname)) {
    throw new HiddenFromPage('A browser does not call http from an https page (mixed content).');
  }
}

/** The Fetch Metadata request headers, which some servers and firewalls check. */
function fetchMetadata(origin: string, url: string, mode: 'cors' | 'no-cors'): Record<string, string> {
  const target = new URL(url);
  const site =
    target.origin === origin ? 'same-origin' : isSameSite(origin, target) ? 'same-site' : 'cross-site';
  return { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': 'empty' };
}

/** The cross-origin resource policy check (Fetch, §3.7). */
function isKeptByPolicy(policy: string | undefined, origin: string, target: URL): boolean {
  if (target.origin === origin) return false;
  return policy === 'same-origin' || (policy === 'same-site' && !isSameSite(origin, target));
}

/** Without the list of public suffixes, the last two labels of a name count as the registrable domain. */
function isSameSite(origin: string, target: URL): boolean {
  const page = new URL(origin);
  if (page.protocol !== target.protocol) return false;
  if (page.hostname === target.hostname) return true;
  const site = ({ hostname }: URL) =>
    /^[\d.]+$|:/.test(hostname) ? undefined : hostname.split('.').slice(-2).join('.');
  return site(page) !== undefined && site(page)?.includes('.') === true && site(page) === site(target);
}
