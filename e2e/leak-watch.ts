import type { BrowserContext, ConsoleMessage, Page, Request, Response } from 'playwright/test';

type SecretKind = 'code' | 'verifier' | 'access token' | 'refresh token' | 'ID token' | 'client secret';

/** The secrets in a token request, by parameter (RFC 6749 §4.1.3, §6; RFC 7636 §4.5). */
const REQUEST_PARAMETERS: Record<string, SecretKind> = {
  code: 'code',
  code_verifier: 'verifier',
  refresh_token: 'refresh token',
  client_secret: 'client secret',
};
/** The secrets in a token or registration response (RFC 6749 §5.1, RFC 7591 §3.2.1). */
const RESPONSE_MEMBERS: Record<string, SecretKind> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'ID token',
  client_secret: 'client secret',
};
/** The secrets that the end-session page may receive (OpenID Connect RP-Initiated Logout 1.0 §2). */
const LOGOUT_PARAMETERS: Record<string, SecretKind> = { id_token_hint: 'ID token' };
/** The storage of a tab may contain these secrets; see docs/decisions/0002-session-storage.md. */
const KEPT_IN_THE_TAB: readonly SecretKind[] = ['verifier', 'refresh token', 'client secret'];
/** The secrets in the records that `src/oauth` stores, by the name of the member. */
const RECORD_MEMBERS: Record<string, SecretKind> = {
  codeVerifier: 'verifier',
  refreshToken: 'refresh token',
};
/** The databases of the servers in the tab. They stand for other machines, so they may contain secrets. */
const OF_THE_SERVERS = /(^|[^a-z])(idp|idp-audit-log|mcp-notes|dpop-records|idp-cookie-jar)$/;
/** The watch ignores shorter values, because tests use short invented values that occur in many places. */
const SHORTEST_SECRET = 12;
const CALLBACK = '/callback';

/** A text, the place of this text, and the secrets that are allowed in this place. */
interface Sighting {
  place: string;
  text: string;
  allowed?: readonly SecretKind[];
}

export interface LeakWatch {
  /** Returns the kind and the place of each leak so far, never the secret itself. Call this before pages close. */
  leaks(): Promise<string[]>;
}

/**
 * Learns every code, verifier, token and client secret from the traffic of a browser context. Then searches URLs, the
 * Referer, the console, errors and the storage of pages for these secrets, in several encodings.
 *
 * @param isOurs whether a page belongs to the app, so that the watch searches its storage.
 */
export function watchLeaks(context: BrowserContext, isOurs: (page: Page) => boolean): LeakWatch {
  const secrets = new Map<string, SecretKind>();
  const challenges = new Set<string | undefined>();
  const sightings: Sighting[] = [];
  const reading: Promise<void>[] = [];

  function learn(found: Record<string, unknown>, names: Record<string, SecretKind>): void {
    for (const [name, kind] of Object.entries(names)) {
      const value = found[name];
      if (typeof value === 'string' && value.length >= SHORTEST_SECRET) secrets.set(value, kind);
    }
  }

  function learnFromRecords(sessionStorage: string): void {
    for (const record of Object.values<string>(JSON.parse(sessionStorage || '{}'))) {
      try {
        learn(Object(JSON.parse(record)), RECORD_MEMBERS);
      } catch {
        // The text is not a record of a session, or a test has damaged the record.
      }
    }
  }

  function onRequest(request: Request): void {
    const url = new URL(request.url());
    const { authorization = '', referer = '' } = request.headers();
    // A service worker may forward a navigation. It then requests the same URL again.
    const opensPage = request.isNavigationRequest() || request.serviceWorker() !== null;
    const isCallback = opensPage && url.pathname.endsWith(CALLBACK);
    const query = Object.fromEntries(url.searchParams);
    if (isCallback) learn(query, { code: 'code' });
    learn(query, LOGOUT_PARAMETERS);
    if (query.code_challenge_method === 'S256') challenges.add(query.code_challenge);
    if (request.method() === 'POST') {
      const form = Object.fromEntries(new URLSearchParams(request.postData() ?? ''));
      // A probe of Check sends the challenge as a wrong verifier. The challenge is no secret, because it is public.
      if (challenges.has(form.code_verifier)) delete form.code_verifier;
      learn(form, REQUEST_PARAMETERS);
    }
    const [scheme, credentials = ''] = authorization.split(' ');
    if (scheme?.toLowerCase() === 'bearer') learn({ credentials }, { credentials: 'access token' });
    if (scheme?.toLowerCase() === 'basic') {
      const [, password = ''] = Buffer.from(credentials, 'base64').toString().split(':');
      learn({ password: decodeURIComponent(password) }, { password: 'client secret' });
    }
    sightings.push({
      place: `the address of a ${request.method()} request to ${url.pathname}`,
      text: request.url(),
      ...(isCallback && { allowed: ['code'] as const }),
    });
    sightings.push({ place: `the Referer of a request to ${url.pathname}`, text: referer });
  }

  async function readResponse(response: Response): Promise<void> {
    // A browser discards the responses of a page that the user left, but the next request shows the secrets, too.
    const text = await response.text().catch(() => '');
    try {
      learn(Object(JSON.parse(text)), RESPONSE_MEMBERS);
    } catch {
      // Some tests have a server that sends no JSON.
    }
  }

  async function readConsole(message: ConsoleMessage): Promise<void> {
    const values = await Promise.all(message.args().map((argument) => argument.jsonValue().catch(() => '')));
    sightings.push({ place: 'the console', text: JSON.stringify(values) });
  }

  context.on('request', onRequest);
  context.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.request().method() === 'POST' && /\/(token|register|reg)$/.test(pathname)) {
      reading.push(readResponse(response));
    }
  });
  context.on('console', (message) => {
    sightings.push({ place: 'the console', text: message.text() });
    if (message.args().length) reading.push(readConsole(message));
  });
  context.on('weberror', (error) => {
    const thrown = error.error();
    sightings.push({ place: 'an error', text: `${thrown.message} ${thrown.stack}` });
  });

  return {
    async leaks() {
      const pages = context.pages().filter(isOurs);
      const [stored, cookies] = await Promise.all([Promise.all(pages.map(whatPageHolds)), context.cookies()]);
      for (const { place, text } of stored.flat()) if (place === 'sessionStorage') learnFromRecords(text);
      await Promise.all(reading);
      sightings.push(...stored.flat(), { place: 'a cookie', text: JSON.stringify(cookies) });
      const spelled = [...secrets].map(([secret, kind]) => ({ kind, spellings: spellingsOf(secret) }));
      const leaks = sightings.flatMap(({ place, text, allowed = [] }) => {
        const readings = readingsOf(text);
        return spelled
          .filter(({ kind, spellings }) => !allowed.includes(kind) && occurs(spellings, readings))
          .map(({ kind }) => `${kind} in ${place}`);
      });
      return [...new Set(leaks)];
    },
  };
}

/** Everything that a page stores in a place where another script, tab or user may find it. */
async function whatPageHolds(page: Page): Promise<Sighting[]> {
  const held = await page.evaluate(read, OF_THE_SERVERS.source).catch(() => undefined);
  if (!held) return [];
  const { sessionStorage, ...everywhere } = held;
  return [
    { place: 'sessionStorage', text: sessionStorage, allowed: KEPT_IN_THE_TAB },
    ...Object.entries(everywhere).map(([place, text]) => ({ place, text })),
  ];

  async function read(ofTheServers: string) {
    const storage = (name: 'localStorage' | 'sessionStorage') => {
      try {
        return JSON.stringify({ ...window[name] });
      } catch {
        return '';
      }
    };
    const cached: string[] = [];
    for (const name of 'caches' in window ? await caches.keys() : []) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        cached.push(request.url, (await (await cache.match(request))?.clone().text()) ?? '');
      }
    }
    /** Turns octets into a Latin-1 text, so that the watch can search them. */
    const asText = (_name: string, value: unknown) => {
      if (!(value instanceof ArrayBuffer || ArrayBuffer.isView(value))) return value;
      const octets = new Uint8Array(value instanceof ArrayBuffer ? value : value.buffer);
      return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
    };
    const rows: string[] = [];
    for (const { name } of (await indexedDB.databases?.()) ?? []) {
      if (name === undefined || new RegExp(ofTheServers).test(name)) continue;
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const all = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          all.onsuccess = resolve;
        });
        rows.push(JSON.stringify(all.result, asText));
      }
      database.close();
    }
    const entries: NavigationHistoryEntry[] = 'navigation' in window ? navigation.entries() : [];
    return {
      sessionStorage: storage('sessionStorage'),
      localStorage: storage('localStorage'),
      'the Cache API': cached.join(' '),
      IndexedDB: rows.join(' '),
      'history.state': JSON.stringify([history.state, ...entries.map((entry) => entry.getState())]) ?? '',
      'window.name': window.name,
      'the address of a page': [location.href, document.referrer, ...entries.map(({ url }) => url)].join(' '),
    };
  }
}

/** Returns a text unchanged, and also with its escapes decoded, even if escapes are nested. */
function readingsOf(text: string): string[] {
  const once = [
    decodePercent(text),
    decodePercent(text.replaceAll('+', ' ')),
    decodeJson(text),
    decodeHtml(text),
  ];
  return [...new Set([text, ...once, ...once.flatMap((read) => [decodePercent(read), decodeJson(read)])])];
}

const decodePercent = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) => {
    try {
      return decodeURIComponent(octets);
    } catch {
      return octets;
    }
  });

const decodeJson = (text: string): string =>
  text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex, character) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : character,
  );

const decodeHtml = (text: string): string =>
  text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex, decimal) =>
      String.fromCharCode(hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal, 10)),
    )
    .replaceAll('&amp;', '&');

/** Returns the encodings of a secret: unchanged, in base64 at any offset, and in hexadecimal. */
function spellingsOf(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const base64 = [0, 1, 2].flatMap((before) => {
    const octets = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    // The first and last characters also depend on the octets around the secret, so the search omits them.
    const [first, last] = [Math.ceil((before * 4) / 3), Math.floor((octets.length * 4) / 3)];
    return [octets.toString('base64').slice(first, last), octets.toString('base64url').slice(first, last)];
  });
  return [secret, hex, hex.toUpperCase(), ...base64];
}

const occurs = (spellings: readonly string[], readings: readonly string[]): boolean =>
  readings.some((reading) => spellings.some((spelling) => reading.includes(spelling)));
