import { createAuthorizationEndpoint, type PendingCode } from './authorization-endpoint.ts';
import { type AccessToken, IssuedTokens } from './issued-tokens.ts';
import { page } from './pages.ts';
import { isWithoutDuplicates } from './parameters.ts';
import type { Person } from './person.ts';
import type { Profile, Readers, RegisteredClient } from './profile.ts';
import { createTokenEndpoint } from './token-endpoint.ts';

/** The authorization server that a profile describes, and a user with a browser. */
export interface Provider {
  profile: Profile;
  client: RegisteredClient;
  fetch(request: Request): Promise<Response>;
  isSignedIn(): boolean;
  /** Tells the API what an access token permits. Returns `undefined` if the token is not active. */
  introspect(accessToken: string): AccessToken | undefined;
}

/** @param now returns the provider's time in milliseconds. */
export function createProvider(profile: Profile, now: () => number): Provider {
  const tokens = new IssuedTokens();
  const codes = new Map<string, PendingCode>();
  const person: Person = { signedIn: false, consented: false };
  const authorize = createAuthorizationEndpoint({ profile, person, codes, now });
  const token = createTokenEndpoint({ profile, codes, tokens, now });
  const { endpoints, readers, client } = profile;

  function revoke(form: URLSearchParams): Response {
    // An unknown token is not an error (RFC 7009 §2.2), but a missing token is.
    if (!form.get('token')) return Response.json({ error: 'invalid_request' }, { status: 400 });
    if (form.get('client_id') !== client.clientId) {
      return Response.json({ error: 'invalid_client' }, { status: 401 });
    }
    tokens.revoke(form.get('token') ?? '');
    return new Response(null);
  }

  function endSession(query: URLSearchParams): Response {
    const given = query.get('id_token_hint');
    const hint = given === null ? undefined : tokens.idToken(given);
    const outcome =
      given !== null && !hint
        ? { errorPage: 'The ID token is not from this provider.', status: 400 }
        : profile.endSession?.(query, hint);
    if (!outcome) return notFound();
    if ('errorPage' in outcome) return page(outcome.errorPage, outcome.status);
    person.signedIn = false;
    const to = new URL(outcome.to);
    const state = query.get('state');
    if (state !== null) to.searchParams.set('state', state);
    return Response.redirect(to, 302);
  }

  /** Reads a form in which each parameter occurs only once (RFC 6749 §3.2). */
  async function formOf(request: Request): Promise<URLSearchParams | undefined> {
    const type = request.headers.get('Content-Type')?.split(';')[0];
    if (request.method !== 'POST' || type !== 'application/x-www-form-urlencoded') return undefined;
    const form = new URLSearchParams(await request.text());
    return isWithoutDuplicates(form) ? form : undefined;
  }

  async function posted(request: Request, answer: (form: URLSearchParams) => Response | Promise<Response>) {
    const form = await formOf(request);
    return form ? answer(form) : Response.json({ error: 'invalid_request' }, { status: 400 });
  }

  async function route(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const origin = request.headers.get('Origin');
    const place = `${url.origin}${url.pathname}`;
    const document = profile.metadata[url.href];
    if (document) return readable(Response.json(document), readers.metadata, origin);
    if (place === endpoints.token) {
      if (request.method === 'OPTIONS') return readable(preflight(), readers.token, origin);
      return readable(await posted(request, (form) => token(form, request.headers)), readers.token, origin);
    }
    if (place === endpoints.revocation) {
      if (request.method === 'OPTIONS') return readable(preflight(), readers.revocation, origin);
      return readable(await posted(request, revoke), readers.revocation, origin);
    }
    // A browser navigates to these pages, so no other page needs to read them.
    if (request.method !== 'GET') return notFound();
    if (place === endpoints.authorization) return authorize(url.searchParams);
    if (place === endpoints.endSession) return endSession(url.searchParams);
    return notFound();
  }

  function readable(response: Response, by: Readers, origin: string | null): Response {
    const registered = origin !== null && client.origins.includes(origin);
    if (by === 'any') response.headers.set('Access-Control-Allow-Origin', '*');
    if (by === 'registered' && registered) response.headers.set('Access-Control-Allow-Origin', origin);
    return response;
  }

  return {
    profile,
    client,
    isSignedIn: () => person.signedIn,
    fetch: route,
    introspect: (accessToken) => tokens.introspect(accessToken, now()),
  };
}

const preflight = (): Response =>
  new Response(null, { status: 204, headers: { 'Access-Control-Allow-Methods': 'POST' } });

const notFound = (): Response => page('Not found', 404);
