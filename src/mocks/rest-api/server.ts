import type { AuditLog } from '../audit-log.ts';
import { allowDpop, exposeDpop } from '../dpop/response-headers.ts';
import type { AccessTokenClaims } from '../resource-server/bearer.ts';
import { challengesFor, tokenError } from '../resource-server/challenge.ts';
import type { Note, Notes } from '../resource-server/notes.ts';
import {
  type TokenExpectations,
  type TokenRejection,
  verifyPresentedToken,
} from '../resource-server/presented-token.ts';

/** The CORS headers of every response, so that an app of another origin can read the response. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Location',
};

/**
 * A refusal as a problem document (RFC 9457).
 *
 * @param detail a sentence for the person, which must not repeat text from the request.
 */
function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), {
    status,
    headers: { ...CORS, 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json', ...headers },
  });
}

export interface RestApiOptions extends Omit<TokenExpectations, 'checkAudience' | 'checkRevocation'> {
  notes: Notes;
  auditLog: AuditLog;
  /** Receives the reason for each refusal. The client does not get this reason. */
  observe?(rejection: TokenRejection | 'insufficient scope'): void;
}

export interface RestApi {
  fetch(request: Request): Promise<Response>;
}

const READ = 'notes:read';
const WRITE = 'notes:write';
const LONGEST_NOTE = 500;

const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'authorization, content-type',
};

/**
 * A REST API that lists and creates notes at `<resource>/notes`, as a function of requests. The API accepts only tokens
 * for this API (RFC 9068 §4), with the scope that the method needs (RFC 6750 §3.1).
 */
export function createRestApi(options: RestApiOptions): RestApi {
  const { resource, notes, auditLog, now, dpop, observe = () => {} } = options;
  const collection = `${new URL(resource).pathname}/notes`;

  async function serve(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') {
      const preflight = new Response(null, { status: 204, headers: PREFLIGHT });
      return dpop ? allowDpop(preflight, dpop) : preflight;
    }
    const response = await respond(request);
    return dpop ? exposeDpop(response, request, dpop) : response;
  }

  async function respond(request: Request): Promise<Response> {
    if (new URL(request.url).pathname !== collection) {
      return problem(404, 'Not found', 'There is nothing at this address.');
    }
    const token = await verifyPresentedToken(request, {
      ...options,
      checkAudience: true,
      checkRevocation: true,
    });
    if (typeof token === 'string') {
      observe(token);
      await log('refused', token);
      return unauthorized(request, token);
    }
    switch (request.method) {
      case 'GET':
        return token.scopes.includes(READ) ? list(token) : forbidden(request, token, READ);
      case 'POST':
        return token.scopes.includes(WRITE) ? create(request, token) : forbidden(request, token, WRITE);
      default:
        return problem(405, 'Method not allowed', 'Notes can be listed and created.', { Allow: 'GET, POST' });
    }
  }

  async function list(token: AccessTokenClaims): Promise<Response> {
    await log('listed notes', undefined, token);
    const found = (await notes.of(token.subject)).map(shown);
    return Response.json({ notes: found }, { headers: { ...CORS, 'Cache-Control': 'no-store' } });
  }

  async function create(request: Request, token: AccessTokenClaims): Promise<Response> {
    if (!/^application\/json(;|$)/i.test(request.headers.get('Content-Type') ?? '')) {
      return problem(415, 'Unsupported media type', 'Send the note as application/json.');
    }
    const text = await textOf(request);
    if (text === undefined) {
      const detail = `A note is a JSON object with a text of 1 to ${LONGEST_NOTE} characters.`;
      return problem(422, 'This is not a note', detail);
    }
    const note: Note = { id: crypto.randomUUID(), text, writtenAtMs: now() };
    await notes.add(token.subject, note);
    await log('created a note', undefined, token);
    const headers = { ...CORS, Location: `${collection}/${note.id}` };
    return Response.json(shown(note), { status: 201, headers });
  }

  async function forbidden(request: Request, token: AccessTokenClaims, scope: string): Promise<Response> {
    observe('insufficient scope');
    await log('refused', 'insufficient scope', token);
    return problem(403, 'Forbidden', 'The access token lacks a scope.', {
      'WWW-Authenticate': challengesFor(request, dpop, { error: 'insufficient_scope', scope }),
    });
  }

  function unauthorized(request: Request, rejection: TokenRejection): Response {
    return problem(401, 'Unauthorized', 'Sign in and send an access token.', {
      'WWW-Authenticate': challengesFor(request, dpop, { error: tokenError(rejection) }),
    });
  }

  function log(event: string, detail?: string, token?: AccessTokenClaims): Promise<void> {
    return auditLog.record({
      atMs: now(),
      by: 'REST API',
      event,
      ...(detail && { detail }),
      ...(token && { subject: token.subject, clientId: token.clientId }),
    });
  }

  return { fetch: serve };
}

const shown = ({ id, text, writtenAtMs }: Note) => ({
  id,
  text,
  written: new Date(writtenAtMs).toISOString(),
});

/** @returns the text of the note in the body, or `undefined` if the body is not a note. */
async function textOf(request: Request): Promise<string | undefined> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return undefined;
  }
  const { text }: { text?: unknown } = Object(body);
  const isText = typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST_NOTE;
  return isText ? text : undefined;
}
