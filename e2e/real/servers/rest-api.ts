import type { IncomingMessage, ServerResponse } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { listen } from './listen.ts';
import type { ApiClient } from './plain-provider.ts';

export interface RestApiOptions {
  /** The address of the API. The notes are at `<url>/notes`. */
  url: string;
  issuer: string;
  appOrigins: readonly string[];
  /** The client whose tokens the API accepts. The API checks the client, because an opaque token has no audience. */
  clientId: string;
  api: ApiClient;
}

/** The provider's response about a token (RFC 7662 §2.2). */
interface Introspection {
  active: boolean;
  sub?: string;
  client_id?: string;
  scope?: string;
}

/** Starts a REST API over HTTP, on its own origin. It asks the provider about each token. */
export function startRestApi(options: RestApiOptions): Promise<void> {
  const { url, appOrigins } = options;
  const collection = `${new URL(url).pathname}/notes`;
  const notes = new Map<string, { id: string; text: string; written: string }[]>();

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, headers } = request;
    if (headers.origin && appOrigins.includes(headers.origin)) {
      response.setHeader('Access-Control-Allow-Origin', headers.origin);
      response.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate');
      response.setHeader('Vary', 'Origin');
      if (method === 'OPTIONS') {
        response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
        response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
      }
    }
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (request.url !== collection) return refuse(response, 404, 'There is nothing at this address.');
    const token = await introspect(options, headers.authorization);
    if (!token) {
      const challenge = headers.authorization ? 'Bearer error="invalid_token"' : 'Bearer';
      return refuse(response, 401, 'Sign in and send an access token.', challenge);
    }
    const wanted = method === 'POST' ? 'notes:write' : 'notes:read';
    if (!token.scopes.includes(wanted)) {
      const challenge = `Bearer error="insufficient_scope", scope="${wanted}"`;
      return refuse(response, 403, 'The access token lacks a scope.', challenge);
    }
    const own = notes.get(token.subject) ?? [];
    if (method === 'GET') return send(response, 200, { notes: own });
    if (method !== 'POST') return refuse(response, 405, 'Notes can be listed and created.');
    const { text }: { text?: unknown } = Object(await readJson(request).catch(() => undefined));
    if (typeof text !== 'string' || !text) return refuse(response, 422, 'A note has a text.');
    const note = { id: crypto.randomUUID(), text, written: new Date().toISOString() };
    notes.set(token.subject, [...own, note]);
    send(response, 201, note);
  }

  return listen(url, (request, response) => {
    respond(request, response).catch(() => response.writeHead(500).end());
  });
}

/** @returns `undefined` if the request has no active token of the app. */
async function introspect({ issuer, clientId, api }: RestApiOptions, authorization: string | undefined) {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (!token) return undefined;
  const response = await fetch(`${issuer}/token/introspection`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${api.clientId}:${api.clientSecret}`)}` },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  });
  const { active, sub, client_id, scope = '' }: Introspection = await response.json();
  return active && sub && client_id === clientId ? { subject: sub, scopes: scope.split(' ') } : undefined;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** Refuses with a problem document (RFC 9457). */
function refuse(response: ServerResponse, status: number, detail: string, challenge?: string): void {
  if (challenge) response.setHeader('WWW-Authenticate', challenge);
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', status, detail }));
}
