import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import type { Change, TestServers } from './browser.ts';
import { atTokenEndpoint, isMcp, isResourceMetadata, isServerMetadata } from './requests.ts';
import { cors, corsJson, INITIALIZED, oauthError, toolList, webPage } from './responses.ts';

/** Sets headers of the responses to matching requests; `undefined` removes a header. */
export const withHeaders =
  (
    is: (request: Request, response: Response) => boolean,
    headers: Record<string, string | undefined>,
  ): Change =>
  (request, response) => {
    if (!is(request, response)) return response;
    const changed = new Response(response.body, response);
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) changed.headers.delete(name);
      else changed.headers.set(name, value);
    }
    return changed;
  };

/** Hides the responses to matching requests from pages. */
export const withoutCors = (is: (request: Request, response: Response) => boolean = () => true): Change =>
  withHeaders(is, { 'Access-Control-Allow-Origin': undefined });

/** Sets members of the JSON responses to matching requests; `undefined` removes a member. */
export const withMembers =
  (is: (request: Request) => boolean, members: Record<string, unknown>): Change =>
  async (request, response) => {
    if (!is(request) || !response.ok || request.method === 'OPTIONS') return response;
    return Response.json({ ...(await response.json()), ...members }, { headers: response.headers });
  };

/** Servers whose resource metadata has these members; `undefined` removes a member. */
export const resourceWith = (members: Record<string, unknown>): TestServers => ({
  change: withMembers(isResourceMetadata, members),
});

/** Servers whose authorization server metadata has these members; `undefined` removes a member. */
export const issuerWith = (members: Record<string, unknown>): TestServers => ({
  change: withMembers(isServerMetadata, members),
});

/** Servers whose MCP server sends this challenge; `undefined` removes the challenge. */
export const challengeWith = (challenge: string | undefined): TestServers => ({
  change: withHeaders(isMcp, { 'WWW-Authenticate': challenge }),
});

/** Makes several changes, one after the other. */
export const inTurn =
  (...changes: Change[]): Change =>
  (request, response) =>
    changes.reduce(async (before, change) => change(request, await before), Promise.resolve(response));

/** Servers that respond to the matching requests with `answer`. */
export const answering = (matches: (request: Request) => boolean, answer: () => Response): TestServers => ({
  instead: (request) => (matches(request) ? answer() : undefined),
});

/** Sets another `iss` in every redirect. */
export const responsesFrom =
  (iss: string): Change =>
  (_request, response) => {
    const location = response.headers.get('Location');
    if (!location) return response;
    const url = new URL(location);
    url.searchParams.set('iss', iss);
    return new Response(null, { status: 303, headers: { Location: url.href } });
  };

/** Removes `iss` from every redirect, even if the metadata promises it. */
export const withoutIssuer: Change = (_request, response) => {
  const location = response.headers.get('Location');
  if (!location) return response;
  const url = new URL(location);
  url.searchParams.delete('iss');
  return new Response(null, { status: 303, headers: { Location: url.href } });
};

/** Replaces the codes of all responses by an error, except the first `spared` codes. */
export function withoutCode(error: string, spared = 0, description = ''): Change {
  let codes = 0;
  return (_request, response) => {
    const url = new URL(response.headers.get('Location') ?? 'https://app.example/');
    if (!url.searchParams.has('code')) return response;
    codes += 1;
    if (codes <= spared) return response;
    url.searchParams.delete('code');
    url.searchParams.set('error', error);
    url.searchParams.set('error_description', description);
    return new Response(null, { status: 303, headers: { Location: url.href } });
  };
}

/** The response of a server that serves every message of a client without a token. */
export async function served(request: Request): Promise<Response> {
  const { method } = Object(await request.clone().json());
  if (method === 'initialize') return corsJson(INITIALIZED);
  if (method === 'notifications/initialized') return cors(null, 202);
  return toolList();
}

/** A server without authorization. `results` has the results of some methods; a method with `undefined` is unknown. */
export const servedExcept =
  (results: Readonly<Record<string, object | undefined>>) =>
  async (request: Request): Promise<Response | undefined> => {
    if (request.method !== 'POST') return withoutAuthorization(request);
    const { method } = Object(await request.clone().json());
    if (!Object.hasOwn(results, method)) return served(request);
    const unknown = { error: { code: -32_601, message: 'Method not found' } };
    const result = results[method];
    return corsJson({ jsonrpc: '2.0', id: 1, ...(result ? { result } : unknown) });
  };

/** An MCP server without authorization: it serves every client and has no metadata. */
export async function withoutAuthorization(request: Request): Promise<Response | undefined> {
  if (request.url.includes('/.well-known/')) return webPage(404);
  return request.method === 'POST' ? served(request) : undefined;
}

/** An MCP server that accepts a token by its prefix and then asks for a session. */
export function withoutSession({ method, url, headers }: Request, prefixes: string[]): Response | undefined {
  const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
  const accepted = prefixes.some((prefix) => token.startsWith(prefix));
  return method === 'POST' && url.endsWith('/mcp') && accepted
    ? corsJson({ error: 'no session' }, 400)
    : undefined;
}

/** A server that refuses the second use of a code with the same verifier, but revokes no token. */
export function refusesReplaysOnly(): (request: Request) => Promise<Response | undefined> {
  const seen = new Set<string>();
  return atTokenEndpoint((form) => {
    const presented = `${form.get('code')} ${form.get('code_verifier')}`;
    if (form.has('code') && seen.has(presented)) return oauthError('invalid_grant');
    seen.add(presented);
    return undefined;
  });
}

/** Removes form parameters of matching requests, or replaces those that a request has, before the server gets them. */
export const withFormParameters =
  (is: (request: Request) => boolean, changes: Record<string, string | undefined>) =>
  async (request: Request): Promise<Request> => {
    if (!is(request) || request.method !== 'POST') return request;
    const form = new URLSearchParams(await request.text());
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) form.delete(name);
      else if (form.has(name)) form.set(name, value);
    }
    return new Request(request.url, { method: 'POST', body: form });
  };

/** Replaces challenge and verifier in the requests, so that each verifier that `isAccepted` allows is accepted, too. */
export function withoutVerifierCheck(isAccepted: (verifier: string | null) => boolean) {
  const own = createCodeVerifier({ randomBytes });
  const challenges = new Set<string>();
  return async (request: Request): Promise<Request> => {
    if (request.method !== 'POST' || !/\/(authorize|token)$/.test(request.url)) return request;
    const form = new URLSearchParams(await request.clone().text());
    const verifier = form.get('code_verifier');
    if (form.get('code_challenge_method') === 'S256') {
      challenges.add(form.get('code_challenge') ?? '');
      form.set('code_challenge', await computeCodeChallenge(own));
    }
    const isRight = verifier !== null && challenges.has(await computeCodeChallenge(verifier));
    if (form.has('code') && (isRight || isAccepted(verifier))) form.set('code_verifier', own);
    return new Request(request.url, { method: 'POST', body: form });
  };
}
