import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Configuration, errors, Provider } from 'oidc-provider';
import { openOnLoopback } from '../loopback.ts';
import { APP, registeredApp } from './app.ts';
import type { AccessToken } from './issued-tokens.ts';
import type { RegisteredClient } from './profile.ts';

const ISSUER = 'https://login.example';
const API = 'https://api.example';

/** oidc-provider itself, as a `fetch`. The `fetch` also acts as the person at the pages of the provider. */
export interface OidcProvider {
  issuer: string;
  client: RegisteredClient;
  fetch(request: Request): Promise<Response>;
  /** Forwards a request of a real browser. The user fills in the pages, and the browser keeps the cookies. */
  pass(request: Request): Promise<Response>;
  isSignedIn(): boolean;
  introspect(accessToken: string): Promise<AccessToken | undefined>;
  close(): Promise<void>;
}

/** Starts oidc-provider on a free port of this machine, as if behind a proxy that terminates TLS. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const client = registeredApp('your-client-id', 'openid profile offline_access notes:read');
  const provider = new Provider(ISSUER, configuration(client));
  provider.proxy = true;
  const { port, close } = await openOnLoopback(createServer(provider.callback()));
  const cookies = new Map<string, string>();

  /** A navigation (`visits`) sends and stores cookies. A request of the page does neither. */
  async function send(request: Request, visits: boolean): Promise<Response> {
    const { pathname, search, host } = new URL(request.url);
    const sent: Record<string, string> = {
      ...Object.fromEntries(request.headers),
      host,
      'x-forwarded-proto': 'https',
      ...(visits && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
    };
    const body = await request.text();
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = httpRequest(
        { host: '127.0.0.1', port, path: pathname + search, method: request.method, headers: sent },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    if (visits) keepCookies(incoming.headers['set-cookie'] ?? []);
    const received = await text(incoming);
    const status = incoming.statusCode ?? 500;
    const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    return new Response([204, 304].includes(status) ? null : received, { status, headers });
  }

  function keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  /** Follows the provider's own redirects and fills in its pages, until the provider redirects to another origin. */
  async function visit(first: Request): Promise<Response> {
    let response = await send(first, true);
    for (let at = first.url; ; ) {
      const location = response.headers.get('Location');
      if (location !== null) {
        const next = new URL(location, at);
        if (next.origin !== ISSUER) return response;
        at = next.href;
        response = await send(new Request(at), true);
        continue;
      }
      const page = await response.clone().text();
      const form = formOn(page, at);
      if (!response.ok || !form) return response;
      at = form.action;
      response = await send(new Request(at, { method: 'POST', body: form.fields }), true);
    }
  }

  return {
    issuer: ISSUER,
    client,
    // A request of a page has an `Origin`, and a navigation has none.
    fetch: (request) => (request.headers.has('Origin') ? send(request, false) : visit(request)),
    pass: (request) => send(request, false),
    isSignedIn: () => cookies.has('_session'),
    async introspect(accessToken) {
      const found = await provider.AccessToken.find(accessToken);
      if (!found) return undefined;
      return {
        audience: String(found.aud),
        scopes: (found.scope ?? '').split(' '),
        expiresAtMs: (found.exp ?? 0) * 1000,
      };
    },
    close,
  };
}

/** Reads the form on a page of `devInteractions`, or on the end-session page. */
function formOn(page: string, at: string): { action: string; fields: URLSearchParams } | undefined {
  const action = /<form[^>]*\baction="([^"]+)"/.exec(page)?.[1];
  if (action === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    const name = /\bname="([^"]+)"/.exec(input)?.[1];
    if (name !== undefined) fields.set(name, /\bvalue="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  if (fields.has('login')) fields.set('login', 'ada');
  if (fields.has('password')) fields.set('password', 'any');
  // The end-session page has a button for each decision.
  if (fields.has('xsrf')) fields.set('logout', 'yes');
  return { action: new URL(action, at).href, fields };
}

function configuration(client: RegisteredClient): Configuration {
  return {
    clients: [
      {
        client_id: client.clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...client.redirectUris],
        post_logout_redirect_uris: [...client.postLogoutRedirectUris],
      },
    ],
    clientBasedCORS: (_context, origin) => origin === APP,
    rotateRefreshToken: true,
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Ada Lovelace' }) }),
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo(_context, indicator) {
          if (indicator !== API) throw new errors.InvalidTarget();
          return { scope: 'notes:read', audience: API, accessTokenTTL: 900, accessTokenFormat: 'opaque' };
        },
      },
    },
    cookies: { keys: ['one'] },
  };
}
