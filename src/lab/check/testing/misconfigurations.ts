import { ISSUER, PAGE, SERVER, type TestServers } from './browser.ts';
import {
  answering,
  challengeWith,
  inTurn,
  issuerWith,
  refusesReplaysOnly,
  resourceWith,
  responsesFrom,
  servedExcept,
  withFormParameters,
  withHeaders,
  withMembers,
  withoutAuthorization,
  withoutCors,
  withoutIssuer,
  withoutSession,
  withoutVerifierCheck,
} from './changes.ts';
import { missing } from './mcp-servers.ts';
import {
  callsWithToken,
  isMcp,
  isResourceMetadata,
  isServerMetadata,
  isTokenEndpoint,
  postsTo,
} from './requests.ts';
import { cors, INITIALIZED, READABLE, toolList, webPage } from './responses.ts';

const isAtIssuer = ({ url }: Request) => url.startsWith('https://as.example/');
const unreadable = () => new Response(null, { status: 404 });
const REGISTERED = { redirect_uri: `${PAGE}/callback` };
const COOKIES_ALLOWED = { 'Access-Control-Allow-Origin': PAGE, 'Access-Control-Allow-Credentials': 'true' };

/** Misconfigured servers, each with exactly the rules that the report must find broken. */
export const MISCONFIGURATIONS: readonly [string, TestServers, string[]][] = [
  ['any audience accepted', { checkAudience: false }, ['audience-checked']],
  ['no CORS headers', { change: withoutCors() }, ['reachable']],
  ['no resource metadata', answering(isResourceMetadata, missing), ['resource-metadata-found']],
  [
    'a preflight that omits two headers',
    {
      change: withHeaders(({ method, url }) => method === 'OPTIONS' && url === SERVER, {
        'Access-Control-Allow-Headers': 'authorization, content-type, mcp-method, mcp-session-id',
      }),
    },
    ['preflight'],
  ],
  [
    'a challenge that is not exposed',
    { change: withHeaders(isMcp, { 'Access-Control-Expose-Headers': undefined }) },
    ['challenge-readable'],
  ],
  ['a challenge that names nothing', challengeWith('Bearer'), ['challenge-points', 'challenge-scope']],
  [
    'offline_access asked for by the resource',
    {
      change: inTurn(
        withMembers(isResourceMetadata, { scopes_supported: ['notes:read', 'offline_access'] }),
        withHeaders(isMcp, {
          'WWW-Authenticate': `Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="notes:read offline_access"`,
        }),
      ),
    },
    ['challenge-scope', 'no-offline-access'],
  ],
  [
    '403 instead of 401',
    {
      change: (request, response) =>
        isMcp(request) && response.status === 401
          ? new Response(response.body, { headers: response.headers, status: 403 })
          : response,
    },
    ['asks-for-a-token', 'refuses-nonsense'],
  ],
  [
    'tokens accepted in the query',
    {
      instead(request) {
        const url = new URL(request.url);
        return request.method === 'POST' && url.searchParams.has('access_token') ? toolList() : undefined;
      },
    },
    ['query-token-refused'],
  ],
  [
    'signatures and types not checked',
    { instead: callsWithToken(toolList) },
    ['audience-checked', 'id-token-refused', 'altered-token-refused'],
  ],
  [
    'a missing location that a page cannot read',
    answering(isServerMetadata, unreadable),
    ['missing-is-readable'],
  ],
  [
    'resource metadata of another server',
    resourceWith({ resource: 'https://other.example/mcp' }),
    ['resource-covers'],
  ],
  [
    'resource metadata of the whole origin',
    resourceWith({ resource: 'https://mcp.example' }),
    ['resource-identical', 'sign-in-works'],
  ],
  ['no issuer named', resourceWith({ authorization_servers: [] }), ['names-an-authorization-server']],
  ['no authorization server metadata', answering(isAtIssuer, () => webPage(404)), ['server-metadata-found']],
  ['another issuer', issuerWith({ issuer: `${ISSUER}/` }), ['issuer-identical']],
  ['no S256', issuerWith({ code_challenge_methods_supported: undefined }), ['s256']],
  ['a javascript: endpoint', issuerWith({ authorization_endpoint: 'javascript:alert(1)' }), ['endpoints']],
  ['no code flow', issuerWith({ response_types_supported: ['id_token'] }), ['code-response']],
  ['implicit flow', issuerWith({ response_types_supported: ['code', 'id_token token'] }), ['no-implicit']],
  [
    'confidential clients only',
    issuerWith({ token_endpoint_auth_methods_supported: ['private_key_jwt'] }),
    ['public-clients'],
  ],
  ['tokens in the query', resourceWith({ bearer_methods_supported: ['header', 'query'] }), ['header-alone']],
  ['tokens offered only in the body', resourceWith({ bearer_methods_supported: ['body'] }), ['header-alone']],
  ['no way to send a token', resourceWith({ bearer_methods_supported: [] }), ['header-alone']],
  ['a text as ways to send a token', resourceWith({ bearer_methods_supported: 'header' }), ['header-alone']],
  ['a text as the list of scopes', resourceWith({ scopes_supported: 'read write' }), ['scopes-of-a-size']],
  ['a text as the scopes of the issuer', issuerWith({ scopes_supported: 'read' }), ['scopes-of-a-size']],
  [
    'two hundred scopes',
    issuerWith({ scopes_supported: Array.from({ length: 200 }, (_, n) => `s${n}`) }),
    ['scopes-of-a-size'],
  ],
  [
    'registration without CORS',
    {
      policy: { registrationOffered: true },
      change: withoutCors(({ url }) => url === `${ISSUER}/register`),
    },
    ['registration-readable'],
  ],
  [
    'a token endpoint without CORS',
    { change: withoutCors(isTokenEndpoint) },
    ['token-endpoint-readable', 'sign-in-works'],
  ],
  [
    'a token endpoint at an address that has none',
    { instead: postsTo('/token', missing) },
    ['token-endpoint-answers', 'sign-in-works'],
  ],
  [
    'an authorization endpoint with CORS',
    { change: withHeaders(({ url }) => url.startsWith(`${ISSUER}/authorize`), READABLE) },
    ['authorization-endpoint-closed'],
  ],
  ['cookies accepted across origins', { change: withHeaders(isMcp, COOKIES_ALLOWED) }, ['no-cookies']],
  [
    'authorization responses with another iss',
    { change: responsesFrom('https://evil.example') },
    ['sign-in-works', 'iss-in-answers', 'iss-in-refusals'],
  ],
  [
    'authorization responses without iss, although the metadata promises it',
    { change: withoutIssuer },
    ['sign-in-works', 'iss-in-answers', 'iss-in-refusals'],
  ],
  [
    'token responses that caches may store',
    { change: withHeaders(isTokenEndpoint, { 'Cache-Control': 'max-age=60' }) },
    ['tokens-not-kept'],
  ],
  ['tokens of type mac', { change: withMembers(isTokenEndpoint, { token_type: 'mac' }) }, ['bearer-type']],
  [
    'tokens in a form',
    {
      async change(request, response) {
        if (!isTokenEndpoint(request) || !response.ok || request.method === 'OPTIONS') return response;
        const form = new URLSearchParams(await response.json());
        const headers = new Headers(response.headers);
        headers.set('Content-Type', 'application/x-www-form-urlencoded');
        return new Response(form.toString(), { headers });
      },
    },
    ['tokens-as-json'],
  ],
  [
    'a server that ignores PKCE',
    {
      policy: { pkceRequired: false },
      tamper: withFormParameters(({ url }) => url.startsWith(ISSUER), {
        code_challenge: undefined,
        code_challenge_method: undefined,
        code_verifier: undefined,
      }),
    },
    [
      'wrong-verifier-refused',
      'missing-verifier-refused',
      'plain-refused',
      'omitted-method-refused',
      'challenge-required',
      'downgrade-refused',
    ],
  ],
  [
    'a server that does not compare the redirect URI with the code',
    { tamper: withFormParameters(({ url }) => url.endsWith('/token'), REGISTERED) },
    ['redirect-uri-at-token'],
  ],
  [
    'an authorization server that always responds at the registered redirect URI',
    { tamper: withFormParameters(({ url }) => url.includes('/authorize'), REGISTERED) },
    [],
  ],
  [
    'a server that accepts a code without its verifier',
    { tamper: withoutVerifierCheck((verifier) => verifier === null) },
    ['missing-verifier-refused'],
  ],
  [
    'a server that requires a verifier, but does not compare it',
    { tamper: withoutVerifierCheck((verifier) => verifier !== null) },
    ['wrong-verifier-refused'],
  ],
  [
    'an authorization server whose responses a page may read with cookies',
    { change: withHeaders(isAtIssuer, COOKIES_ALLOWED) },
    ['authorization-endpoint-closed', 'no-cookies'],
  ],
  [
    'an open server that chooses a version which no client knows',
    { instead: servedExcept({ initialize: { ...INITIALIZED.result, protocolVersion: '2099-01-01' } }) },
    ['handshake-completes'],
  ],
  [
    'an open server that declares tools and lists none',
    { instead: servedExcept({ 'tools/list': undefined }) },
    ['lists-after-handshake'],
  ],
  [
    'a challenge with the http address behind a proxy',
    challengeWith('Bearer resource_metadata="http://mcp.internal:8000/x", scope="notes:read"'),
    ['challenge-points', 'challenge-address-safe'],
  ],
  ['a server that needs no token and names no authorization server', { instead: withoutAuthorization }, []],
  [
    'an MCP server of an earlier version that checks no signature',
    { instead: (request) => withoutSession(request, ['ey']) },
    ['audience-checked', 'id-token-refused', 'altered-token-refused'],
  ],
  ['a replay that is refused but revokes nothing', { instead: refusesReplaysOnly() }, ['replay-revokes']],
  ['a revocation that does nothing', { instead: postsTo('/revoke', () => cors(null)) }, ['revocation-works']],
];
