import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import type { Change } from './browser.ts';

/** Sets response headers where `is` says so; `undefined` takes one away. */
export const withHeaders =
  (is: (request: Request) => boolean, headers: Record<string, string | undefined>): Change =>
  (request, response) => {
    if (!is(request)) return response;
    const changed = new Response(response.body, response);
    for (const [name, value] of Object.entries(headers)) {
      if (value === undefined) changed.headers.delete(name);
      else changed.headers.set(name, value);
    }
    return changed;
  };

/** Sets members of a JSON answer where `is` says so; `undefined` takes one away. */
export const withMembers =
  (is: (request: Request) => boolean, members: Record<string, unknown>): Change =>
  async (request, response) => {
    if (!is(request) || !response.ok || request.method === 'OPTIONS') return response;
    return Response.json({ ...(await response.json()), ...members }, { headers: response.headers });
  };

/** Makes every redirect say that it comes from another issuer. */
export const answersFrom =
  (iss: string): Change =>
  (_request, response) => {
    const location = response.headers.get('Location');
    if (!location) return response;
    const url = new URL(location);
    url.searchParams.set('iss', iss);
    return new Response(null, { status: 303, headers: { Location: url.href } });
  };

/** Takes the issuer out of every redirect, whatever the metadata promises. */
export const withoutIssuer: Change = (_request, response) => {
  const location = response.headers.get('Location');
  if (!location) return response;
  const url = new URL(location);
  url.searchParams.delete('iss');
  return new Response(null, { status: 303, headers: { Location: url.href } });
};

const READABLE = { 'Access-Control-Allow-Origin': '*' };

/** A list of tools, for somebody who should not get one. */
export function letIn(): Response {
  return Response.json({ jsonrpc: '2.0', id: 1, result: { tools: [] } }, { headers: READABLE });
}

/** An MCP server without authorization: tools for everybody, and no metadata. */
export function openToEverybody({ method, url }: Request): Response | undefined {
  if (method === 'OPTIONS') return undefined;
  return url.includes('/.well-known/') ? webPage(404) : letIn();
}

/** An MCP server that wants a session after the token, and knows a token by how it begins. */
export function withoutSession({ method, url, headers }: Request, begins: string[]): Response | undefined {
  const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
  const accepted = begins.some((beginning) => token.startsWith(beginning));
  return method === 'POST' && url.endsWith('/mcp') && accepted
    ? Response.json({ error: 'no session' }, { status: 400, headers: READABLE })
    : undefined;
}

/** A web page where something else was expected. */
export function webPage(status: number): Response {
  return new Response('<h1>Hello</h1>', {
    status,
    headers: { ...READABLE, 'Content-Type': 'text/html; charset=utf-8' },
  });
}

/** A server that refuses whatever code comes twice with the same verifier, and thinks nothing of it. */
export function forgivesReplays(): (request: Request) => Promise<Response | undefined> {
  const seen = new Set<string>();
  return async (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
    const form = new URLSearchParams(await request.text());
    const presented = `${form.get('code')} ${form.get('code_verifier')}`;
    if (!form.has('code') || !seen.has(presented)) {
      seen.add(presented);
      return undefined;
    }
    return Response.json({ error: 'invalid_grant' }, { status: 400, headers: READABLE });
  };
}

/** Takes parameters out of a request, or sets them, before the server sees it. */
export const without =
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

/**
 * Puts a challenge and a verifier of its own into the requests for the authorization server, which so takes a code
 * with its right verifier, and with others where `isTaken` says so.
 */
export function withoutComparing(isTaken: (verifier: string | null) => boolean) {
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
    if (form.has('code') && (isRight || isTaken(verifier))) form.set('code_verifier', own);
    return new Request(request.url, { method: 'POST', body: form });
  };
}
