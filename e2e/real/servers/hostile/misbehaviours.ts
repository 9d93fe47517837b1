export type Endpoint =
  | 'challenge'
  | 'resource metadata'
  | 'server metadata'
  | 'registration'
  | 'authorization'
  | 'token'
  | 'MCP';

/** A deviation from a correct response. All other responses of the two servers are correct. */
export interface Misbehaviour {
  endpoint: Endpoint;
  /** What is wrong with the response, in words. */
  name: string;
  /** The text with which the app reports the misbehaviour; `undefined` if a client has to tolerate it. */
  said?: string;
  /** The number of token requests that a sign-in leads to. Default: one if the sign-in reaches the token endpoint. */
  tokenRequests?: number;
  /** @param honest the correct response. It has a body. At the authorization endpoint, it also has the callback URL. */
  respond(honest: Honest): HostileResponse;
}

interface Honest {
  json: Record<string, unknown>;
  callback: URL;
}

export interface HostileResponse {
  status?: number;
  headers?: Record<string, string>;
  /** The server sends an object as JSON, and a text as a page. */
  body?: object | string;
}

export const MARKUP = '<img src=x onerror=alert(1)></script><b>Call me</b>';
/** An origin that must never receive a request. */
const ELSEWHERE = 'https://evil.example';

const json =
  (change: Record<string, unknown>) =>
  ({ json: honest }: Honest): HostileResponse => ({ body: { ...honest, ...change } });
const page = (): HostileResponse => ({ body: '<!doctype html><h1>Welcome</h1>' });
const redirect = (): HostileResponse => ({ status: 307, headers: { Location: ELSEWHERE } });
const failing = (): HostileResponse => ({ status: 503, body: {} });
const huge = ({ json: honest }: Honest): HostileResponse => ({
  body: { ...honest, padding: 'x'.repeat(600 * 1024) },
});
const refusal = (status: number, error: string, error_description?: string) => (): HostileResponse => ({
  status,
  body: { error, error_description },
});
const callback =
  (change: (url: URL) => void) =>
  ({ callback: honest }: Honest): HostileResponse => {
    const url = new URL(honest);
    change(url);
    return { status: 303, headers: { Location: url.href } };
  };
const parameters = (change: Record<string, string | undefined>) =>
  callback(({ searchParams }) => {
    for (const [name, value] of Object.entries(change)) {
      searchParams.delete(name);
      if (value !== undefined) searchParams.set(name, value);
    }
  });
const fragment = (text: string) =>
  callback((url) => {
    url.search = '';
    url.hash = text;
  });

const UNREACHABLE = 'A server could not be reached from this page';
const UNREADABLE = 'A server sent something other than a JSON object in UTF-8';
const TOO_MUCH = 'A server sent far too much';
const FAILED = 'A server responded with status 503';
const UNSAFE = 'An address cannot be used safely';
const NO_SIGN_IN_NAMED = 'The MCP server does not say where to sign in';
const OTHER_RESOURCE = 'The metadata of the MCP server describes another resource';
const OTHER_ISSUER = 'The metadata of the authorization server names another issuer';
const NO_METADATA = 'The authorization server does not describe itself';
const NO_PKCE = 'The authorization server does not announce PKCE with S256';
const INCOMPLETE = 'The authorization server describes itself incompletely';
const NOT_REGISTERED = 'The authorization server did not register this app';
const BAD_REGISTRATION = 'The registration of this app cannot be used';
const NOT_STARTED_HERE = 'This tab has no such sign-in';
const MALFORMED = 'The response is malformed';
const WRONG_SENDER = 'The response names another issuer';
const NO_SENDER = 'The response does not say who sent it';
const NOTHING_TO_FINISH = 'There is no sign-in to finish here';
const NO_TOKEN = 'The authorization server gave no token';
const CODE_REFUSED = 'The authorization server did not accept the code';
const BAD_TOKEN = 'The authorization server sent no usable token';

type Line = [
  name: string,
  said: string | undefined,
  respond: Misbehaviour['respond'],
  more?: Pick<Misbehaviour, 'tokenRequests'>,
];

const LINES: Record<Endpoint, Line[]> = {
  challenge: [
    [
      'a scripted metadata address',
      UNSAFE,
      () => ({
        status: 401,
        headers: { 'WWW-Authenticate': 'Bearer resource_metadata="javascript:alert(1)"' },
      }),
    ],
    ['a redirect', undefined, redirect],
  ],
  'resource metadata': [
    ['another resource', OTHER_RESOURCE, json({ resource: `${ELSEWHERE}/mcp` })],
    ['no authorization server', NO_SIGN_IN_NAMED, json({ authorization_servers: [] })],
    ['an authorization server over http', UNSAFE, json({ authorization_servers: ['http://evil.example'] })],
    ['a page instead of JSON', UNREADABLE, page],
    ['no such document', NO_SIGN_IN_NAMED, () => ({ status: 404, body: {} })],
    ['a failing server', FAILED, failing],
    ['a redirect', UNREACHABLE, redirect],
    ['a huge document', TOO_MUCH, huge],
  ],
  'server metadata': [
    ['another issuer', OTHER_ISSUER, json({ issuer: ELSEWHERE })],
    ['no support for PKCE', NO_PKCE, json({ code_challenge_methods_supported: undefined })],
    ['a scripted authorization endpoint', UNSAFE, json({ authorization_endpoint: 'javascript:alert(1)' })],
    ['no token endpoint', INCOMPLETE, json({ token_endpoint: undefined })],
    ['a page instead of JSON', UNREADABLE, page],
    ['no such document', NO_METADATA, () => ({ status: 404, body: {} })],
    ['a failing server', FAILED, failing],
    ['a redirect', UNREACHABLE, redirect],
    ['a huge document', TOO_MUCH, huge],
  ],
  registration: [
    ['a refusal with markup', NOT_REGISTERED, refusal(400, 'invalid_redirect_uri', MARKUP)],
    ['no client ID', BAD_REGISTRATION, json({ client_id: undefined })],
    ['a failing server', FAILED, failing],
    ['a redirect', UNREACHABLE, redirect],
  ],
  authorization: [
    ['no issuer, although the metadata promises it', NO_SENDER, parameters({ iss: undefined })],
    ['another issuer', WRONG_SENDER, parameters({ iss: ELSEWHERE })],
    ['another state', NOT_STARTED_HERE, parameters({ state: 'forged' })],
    ['two codes', MALFORMED, callback(({ searchParams }) => searchParams.append('code', 'second'))],
    ['no parameters', NOTHING_TO_FINISH, fragment('')],
    ['an access token in the fragment', MALFORMED, fragment('access_token=stolen&token_type=bearer')],
    ['access_denied', 'Access was not allowed', parameters({ code: undefined, error: 'access_denied' })],
    [
      'an error with markup',
      'The authorization server could not finish the sign-in',
      parameters({ code: undefined, error: 'server_error', error_description: MARKUP }),
    ],
    ['unknown parameters', undefined, parameters({ __proto__x: 'y', session_state: 'z' })],
  ],
  token: [
    ['an OAuth error with 400', CODE_REFUSED, refusal(400, 'invalid_grant')],
    ['an OAuth error with 401', NO_TOKEN, refusal(401, 'invalid_request')],
    ['a refusal with markup', CODE_REFUSED, refusal(400, 'invalid_grant', MARKUP.repeat(100))],
    ['a page instead of JSON', UNREADABLE, page],
    ['a failing server', FAILED, failing],
    ['a redirect', UNREACHABLE, redirect],
    ['a huge body', TOO_MUCH, huge],
    ['no access token', BAD_TOKEN, json({ access_token: undefined })],
    ['an access token with a line break', BAD_TOKEN, json({ access_token: 'a\r\nX-Injected: b' })],
    ['an ID token that is not a JWT', 'The ID token cannot be read', json({ id_token: `a.${MARKUP}.c` })],
    ['a lifetime of 1e20', undefined, json({ expires_in: 1e20 })],
  ],
  MCP: [
    // The app refreshes the token once and repeats the call once. It then stops.
    ['401 with any token', 'The call failed', () => ({ status: 401, body: {} }), { tokenRequests: 2 }],
    ['a redirect to another origin', 'The call failed', redirect],
    ['an error with markup', 'The call failed', json({ error: { code: -32_603, message: MARKUP } })],
  ],
};

/** Every misbehaviour, by its slug. The slug is the first segment in the paths of its servers. */
export const misbehaviours: ReadonlyMap<string, Misbehaviour> = new Map(
  Object.entries(LINES).flatMap(([endpoint, lines]) =>
    lines.map(([name, said, respond, more]): [string, Misbehaviour] => [
      `${endpoint}: ${name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      { endpoint: endpoint as Endpoint, name, respond, ...(said !== undefined && { said }), ...more },
    ]),
  ),
);

/** The slug of the pair that sends only correct responses. */
export const HONEST = 'honest-ones';
