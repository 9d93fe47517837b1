import { APP } from './addresses.ts';
import { rpcError, text } from './servers/bendable/mcp.ts';
import type { Bends, BentServer } from './servers/bendable/server.ts';

/** How a page can use a server: without a token, after a sign-in, or not at all. `unclear`: Check cannot say. */
type Usable = 'open' | 'sign-in' | 'none' | 'unclear';

/** A server as in a public bug report. The lab's tests also compare what Check says about the server. */
export interface ServerCase {
  title: string;
  bends(origin: string): Bends;
  usable: Usable;
  /** Set if Connect continues only after a decision of the user. */
  decides?: true;
  /** Set if an open server also says where to sign in, for calls that need a token. */
  signInToo?: true;
  /** What Connect must say about the server. */
  says?(server: BentServer): (string | RegExp)[];
}

const RESOURCE = '/.well-known/oauth-protected-resource';
const OLDER_HEADERS = 'Content-Type, Authorization, mcp-session-id, mcp-protocol-version';
const html = (status = 200) =>
  new Response('<!doctype html><h1>Hello</h1>', { status, headers: { 'Content-Type': 'text/html' } });
const isNewer = (request: Request) => request.headers.has('Mcp-Method');
const everything = () => true;
const closed = ({ message }: { message: { params?: Record<string, unknown> } }) =>
  message.params?.name === 'closed';
const TOOLS = [
  { name: 'open', call: () => text('For everybody') },
  { name: 'closed', call: () => text('For those who signed in') },
];

const empty = (status: number): Bends => ({
  instead: () => new Response('The kettle is empty.', { status }),
});

/** A server that refuses every call without a token. */
const guarded = (bends: Bends = {}): Bends => ({ demands: everything, ...bends });
const hinting = (hint: string) => guarded({ challenge: `Bearer resource_metadata=${hint}` });
const issuing = (metadata: Record<string, unknown>) => guarded({ authorizationServer: { metadata } });
const allowing = (names: string): Bends => ({ cors: { 'Access-Control-Allow-Headers': names } });
const metadataOf = (origin: string) =>
  Response.json({ resource: `${origin}/mcp`, authorization_servers: [`${origin}/as`] });
const sendingMetadata = (document: object): Bends => ({
  before: (_request, { pathname }) => (pathname.startsWith(RESOURCE) ? Response.json(document) : undefined),
});

const always = (title: string, bends: Bends, usable: Usable, ...said: string[]): ServerCase => ({
  title,
  bends: () => bends,
  usable,
  ...(said.length > 0 && { says: () => said }),
});
const byOrigin = (title: string, bends: ServerCase['bends'], usable: Usable): ServerCase => ({
  title,
  bends,
  usable,
});

/** A server that refuses every call because of a missing scope, and does not name the scope. */
export const UNNAMED_SCOPE: Bends = {
  demands: everything,
  instead: ({ method, token }) =>
    method === 'tools/call' && token
      ? new Response(null, {
          status: 403,
          headers: { 'WWW-Authenticate': 'Bearer error="insufficient_scope", error_description="Ask Ada."' },
        })
      : undefined,
};

export const SERVER_CASES: readonly ServerCase[] = [
  always('open, of the older era, with sessions', {}, 'open'),
  always('open, of the newer era', { era: 'newer' }, 'open'),
  always('protected, of the older era', guarded(), 'sign-in'),
  always('protected, of the newer era', guarded({ era: 'newer' }), 'sign-in'),
  {
    title: 'without CORS',
    usable: 'none',
    bends: () => ({ cors: 'none' }),
    says: ({ url }) => [
      'A server responds at this host',
      `The request went from ${APP} to ${url}`,
      'Access-Control-Allow-Headers: authorization',
    ],
  },
  always('protected, without CORS', guarded({ cors: 'none' }), 'none'),
  {
    title: 'that redirects to the address with a slash',
    usable: 'none',
    bends: () => ({
      before: (request, { pathname }) => {
        if (pathname === '/mcp') return new Response(null, { status: 307, headers: { Location: '/mcp/' } });
        return pathname === '/mcp/' && request.method === 'POST'
          ? rpcError(1, { code: -32_000, message: 'x' }, 400)
          : undefined;
      },
    }),
  },
  always('that is open and allows only the older headers', allowing(OLDER_HEADERS), 'open'),
  always('that is protected and allows only the older headers', guarded(allowing(OLDER_HEADERS)), 'sign-in'),
  ...[401, 403, 404, 405, 406, 422, 500].flatMap((status): ServerCase[] => [
    always(
      `that is open and responds with ${status} to the newer first request`,
      { instead: ({ request }) => (isNewer(request) ? new Response('No.', { status }) : undefined) },
      'open',
    ),
    // The metadata locations of these servers answer 404. If the calls get a 404, too, nothing shows a server.
    ...(status === 401
      ? []
      : [always(`that only responds with ${status}`, empty(status), status === 404 ? 'unclear' : 'none')]),
  ]),
  always(
    'that refuses this origin',
    {
      instead: ({ message }) =>
        rpcError(message.id, { code: -32_000, message: 'Forbidden: Invalid Origin header' }, 403),
    },
    'none',
    'The server seems to refuse pages of this origin.',
    'Forbidden: Invalid Origin header',
  ),
  ...[404, 202].map((status) =>
    always(
      `of the HTTP+SSE transport, which answers ${status} to a POST`,
      {
        instead: ({ method }) =>
          method === 'GET'
            ? new Response('event: endpoint\ndata: /messages?id=1\n\n', {
                headers: { 'Content-Type': 'text/event-stream' },
              })
            : new Response(null, { status }),
      },
      'none',
      'This is an MCP server of the older HTTP+SSE transport',
    ),
  ),
  byOrigin('whose hint leads to nothing', (origin) => hinting(`"${origin}/nothing"`), 'sign-in'),
  {
    title: 'with a web page at the first location of the metadata',
    usable: 'sign-in',
    bends: (origin) => ({
      demands: everything,
      challenge: 'Bearer',
      before: (_request, { pathname }) => {
        if (pathname === `${RESOURCE}/mcp`) return html();
        return pathname === RESOURCE ? metadataOf(origin) : undefined;
      },
    }),
  },
  always('that is open and sends other JSON instead of metadata', sendingMetadata({ status: 'ok' }), 'open'),
  byOrigin(
    'that is open, with metadata that names no authorization server',
    (origin) => sendingMetadata({ resource: `${origin}/mcp` }),
    'open',
  ),
  {
    title: 'whose first authorization server is missing',
    usable: 'sign-in',
    decides: true,
    bends: (origin) =>
      guarded({ resourceMetadata: { authorization_servers: [`${origin}/gone`, `${origin}/as`] } }),
  },
  always('whose hint has the http address behind its proxy', hinting('"http://mcp.internal:8000/m"'), 'none'),
  always('with a relative hint', hinting('/.well-known/oauth-protected-resource/mcp'), 'sign-in'),
  {
    title: 'whose authorization server adds a slash to its issuer',
    usable: 'none',
    bends: (origin) => issuing({ issuer: `${origin}/as/` }),
    says: () => ['names another issuer', /^http\S+\/as$/, /^http\S+\/as\/$/],
  },
  always('whose issuer has no S256', issuing({ code_challenge_methods_supported: ['plain'] }), 'none'),
  always(
    'whose metadata is about another resource',
    guarded({ resourceMetadata: { resource: 'https://mcp.example/' } }),
    'none',
  ),
  always(
    'that is protected and sends no challenge',
    guarded({ challenge: '' }),
    'sign-in',
    'or is hidden from this origin: the server then has to respond with',
  ),
  always(
    'that is protected and has no resource metadata',
    guarded({ resourceMetadata: 'missing', challenge: 'Bearer' }),
    'none',
  ),
  always('that is a page', { instead: () => html() }, 'none', 'This is a web page and not an MCP server.'),
  ...(['older', 'newer'] as const).map((era) =>
    always(
      `with a list of tools over 512 KiB (${era} era)`,
      { era, tools: [{ name: 'large', description: 'x'.repeat(600 * 1024) }] },
      'open',
    ),
  ),
  ...[400, 401].map((status) =>
    always(
      `with a session that is not exposed, and refuses calls without it with ${status}`,
      {
        cors: { 'Access-Control-Expose-Headers': 'WWW-Authenticate' },
        instead: ({ request, method, message: { id } }) =>
          method !== 'initialize' && id !== undefined && !request.headers.has('Mcp-Session-Id')
            ? rpcError(id, { code: -32_000, message: 'Mcp-Session-Id header is required' }, status)
            : undefined,
      },
      'none',
      'Access-Control-Expose-Headers: Mcp-Session-Id',
      'Mcp-Session-Id header is required',
    ),
  ),
  ...(['older', 'newer'] as const).map(
    (era): ServerCase => ({
      title: `that demands a token only at a call (${era} era)`,
      usable: 'open',
      signInToo: true,
      bends: () => ({ era, tools: TOOLS, demands: closed }),
    }),
  ),
  byOrigin(
    'whose authorization server names an issuer with another path',
    (origin) => issuing({ issuer: `${origin}/other` }),
    'none',
  ),
  always(
    'whose authorization server names an issuer on another host',
    issuing({ issuer: 'https://as.example/as' }),
    'none',
  ),
  always(
    'whose resource has the http address behind its proxy',
    guarded({ resourceMetadata: { resource: 'http://mcp.internal:8000/mcp' } }),
    'none',
  ),
  {
    title: 'of MCP 2025-03-26, with its authorization server at the origin',
    usable: 'none',
    bends: (origin) => ({
      demands: everything,
      challenge: 'Bearer',
      resourceMetadata: 'missing',
      before: (_request, { pathname }) =>
        pathname === '/.well-known/oauth-authorization-server'
          ? Response.json({
              issuer: origin,
              authorization_endpoint: `${origin}/as/authorize`,
              token_endpoint: `${origin}/as/token`,
              registration_endpoint: `${origin}/as/register`,
              code_challenge_methods_supported: ['S256'],
            })
          : undefined,
    }),
  },
  always(
    'whose preflight does not allow Authorization',
    guarded(allowing('content-type, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id')),
    'none',
  ),
  always(
    'whose preflight needs a token',
    guarded({
      before: ({ method }) => (method === 'OPTIONS' ? new Response(null, { status: 401 }) : undefined),
    }),
    'none',
    'The browser hides the whole response of the MCP server',
    'This page may be unable to send a token to this server',
  ),
  {
    title: 'that demands a token only at a call, where the challenge names the metadata',
    usable: 'open',
    bends: (origin) => ({
      tools: TOOLS,
      demands: closed,
      challenge: `Bearer resource_metadata="${origin}/metadata-of-mine"`,
      resourceMetadata: 'missing',
      before: (_request, { pathname }) => (pathname === '/metadata-of-mine' ? metadataOf(origin) : undefined),
    }),
  },
  {
    title: 'whose challenge is in the _meta of a result',
    usable: 'open',
    signInToo: true,
    bends: () => ({ tools: TOOLS, resourceMetadata: {} }),
  },
  always('that refuses a call because of a scope that it does not name', UNNAMED_SCOPE, 'sign-in'),
  always(
    'that answers 400 to an invalid token',
    {
      before: (request, { pathname }) =>
        pathname === '/mcp' && request.headers.get('Authorization') === 'Bearer not-a-token'
          ? Response.json({ error: 'invalid_token', error_description: 'The token is dead' }, { status: 400 })
          : undefined,
      demands: everything,
    },
    'sign-in',
  ),
  always(
    'behind a password',
    {
      resourceMetadata: 'missing',
      instead: () =>
        new Response('Who?', { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="staff"' } }),
    },
    'none',
  ),
];
