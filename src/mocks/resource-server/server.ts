import { createMcpHandler } from '@modelcontextprotocol/server';
import type { AuditLog } from '../audit-log.ts';
import { PROOF_ALGORITHMS } from '../dpop/proof-key.ts';
import { allowDpop, exposeDpop } from '../dpop/response-headers.ts';
import type { AccessTokenClaims } from './bearer.ts';
import { challengesFor, tokenError } from './challenge.ts';
import { askAbout, type Introspection } from './introspection.ts';
import type { Notes } from './notes.ts';
import { type TokenExpectations, verifyPresentedToken } from './presented-token.ts';
import { createTools } from './tools.ts';

/**
 * Returns the problem of a parsed body; `undefined` if the body is one JSON-RPC message that an MCP client may post.
 * Since 2025-06-18, a body is a single message, not a batch (Streamable HTTP, "Sending Messages to the Server").
 */
function envelopeProblem(body: unknown): string | undefined {
  if (Array.isArray(body)) return 'A batch is not a message: post one message at a time.';
  if (typeof body !== 'object' || body === null) return 'A message is a JSON object.';
  const { jsonrpc, method, id }: { jsonrpc?: unknown; method?: unknown; id?: unknown } = body;
  if (jsonrpc !== '2.0') return 'jsonrpc has to be "2.0".';
  if (Object.hasOwn(body, 'id') && !isRequestId(id)) return 'id has to be text or a whole number.';
  if (!Object.hasOwn(body, 'method')) {
    const members = ['result', 'error'].filter((member) => Object.hasOwn(body, member));
    return members.length === 1 && id !== undefined ? undefined : 'A message has a method, or is a response.';
  }
  if (typeof method !== 'string') return 'method has to be text.';
  // A message without an id is a notification. In MCP, the method of a notification begins with `notifications/`. Any
  // other method needs an id, so that no notification runs a tool.
  if (id === undefined && !method.startsWith('notifications/')) return 'A request has an id.';
  return undefined;
}

/** Whether MCP allows this id. MCP is stricter than JSON-RPC: an id is never `null` and never a fraction. */
const isRequestId = (id: unknown): boolean => typeof id === 'string' || Number.isSafeInteger(id);

export interface ResourceServerOptions extends Omit<TokenExpectations, 'askAbout'> {
  name: string;
  /** The scopes that the server knows. The challenge of the server names the first scope. */
  scopes: readonly string[];
  notes: Notes;
  auditLog: AuditLog;
  /** How the server asks the authorization server about each token. If absent, the server reads the tokens itself. */
  introspection?: Introspection | undefined;
  /** See `ToolsContext`. */
  checkScopes: boolean;
}

export interface ResourceServer {
  fetch(request: Request): Promise<Response>;
}

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version',
};
const PREFLIGHT = {
  ...CORS,
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Allow-Headers':
    'authorization, content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id, last-event-id',
};

/** An MCP server that checks tokens, as a function of requests (MCP 2026-07-28, RFC 9728, RFC 6750, RFC 9449). */
export function createResourceServer(options: ResourceServerOptions): ResourceServer {
  const { resource, issuer, name, scopes, notes, auditLog, now } = options;
  const { origin, pathname } = new URL(resource);
  const metadataPath = `/.well-known/oauth-protected-resource${pathname}`;
  const { introspection, dpop, checkScopes } = options;
  const expectations: TokenExpectations = {
    ...options,
    askAbout: introspection && ((token) => askAbout(token, introspection, options)),
  };

  function refuse(request: Request, status: 401 | 403, error: string | undefined, scope: string): Response {
    const parameters = { resource_metadata: origin + metadataPath, error, scope };
    const challenges = challengesFor(request, dpop, parameters);
    const headers = { ...CORS, 'WWW-Authenticate': challenges, 'Cache-Control': 'no-store' };
    return Response.json({ error: error ?? 'unauthorized' }, { status, headers });
  }

  async function serve(request: Request): Promise<Response> {
    const token = await verifyPresentedToken(request, expectations);
    if (typeof token === 'string') {
      await log('refused', token);
      return refuse(request, 401, tokenError(token), scopes[0] ?? '');
    }
    const body = await readMessage(request);
    const problem = body === undefined ? undefined : envelopeProblem(body);
    if (problem !== undefined) return rpcError(400, -32600, `Invalid Request. ${problem}`);
    const unknown = inheritedToolName(body);
    if (unknown !== undefined) return rpcError(200, -32602, `Unknown tool: ${unknown}`, idOf(body));

    let missing: { tool: string; scope: string } | undefined;
    const tools = () =>
      createTools({
        token,
        notes,
        auditLog,
        now,
        checkScopes,
        onCall: (tool) => log(`called ${tool}`, undefined, token),
        onScopeMissing(tool, scope) {
          missing = { tool, scope };
        },
      });
    // The handler gets the parsed body, because a request in Firefox has no body stream. So the handler also runs
    // exactly the message that was checked.
    const response = await createMcpHandler(tools).fetch(request, { parsedBody: body });
    if (!missing) return withHeaders(response, CORS);
    await log(`refused ${missing.tool}`, 'insufficient scope', token);
    return refuse(request, 403, 'insufficient_scope', missing.scope);
  }

  function log(event: string, detail?: string, token?: AccessTokenClaims): Promise<void> {
    return auditLog.record({
      atMs: now(),
      by: 'MCP server',
      event,
      ...(detail && { detail }),
      ...(token && { subject: token.subject, clientId: token.clientId }),
    });
  }

  return {
    async fetch(request) {
      if (request.method === 'OPTIONS') {
        const preflight = new Response(null, { status: 204, headers: PREFLIGHT });
        return dpop ? allowDpop(preflight, dpop) : preflight;
      }
      const path = new URL(request.url).pathname;
      if (path === pathname) {
        const response = await serve(request);
        return dpop ? exposeDpop(response, request, dpop) : response;
      }
      if (path !== metadataPath) return new Response(null, { status: 404, headers: CORS });
      const metadata = {
        resource,
        resource_name: name,
        authorization_servers: [issuer],
        scopes_supported: scopes,
        bearer_methods_supported: ['header'],
        ...(dpop && {
          dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
          dpop_bound_access_tokens_required: dpop.policy.dpop === 'required',
        }),
      };
      return Response.json(metadata, { headers: CORS });
    },
  };
}

/** The body of a POST; `undefined` if there is no JSON. */
const readMessage = (request: Request): Promise<unknown> =>
  request
    .clone()
    .json()
    .catch(() => undefined);

/**
 * The name of the called tool, if it is the name of a member that every object inherits, such as `constructor`. The SDK
 * stores its tools in an ordinary object, and would take such a member for a tool.
 */
function inheritedToolName(message: unknown): string | undefined {
  const { method, params }: { method?: unknown; params?: { name?: unknown } } = Object(message);
  const name = method === 'tools/call' ? params?.name : undefined;
  return typeof name === 'string' && name in Object.prototype ? name : undefined;
}

const idOf = (message: unknown): unknown => Reflect.get(Object(message), 'id');

/** A JSON-RPC error. `id` is `null` when the id of the request is unknown (JSON-RPC 2.0 §5). */
function rpcError(status: 200 | 400, code: number, message: string, id: unknown = null): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status, headers: CORS });
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  const extended = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) extended.headers.set(name, value);
  return extended;
}
