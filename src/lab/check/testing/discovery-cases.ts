import { ISSUER, SERVER, type TestServers } from './browser.ts';
import { answering, challengeWith, issuerWith, resourceWith, withHeaders, withoutCors } from './changes.ts';
import { json, missing, open, openWithSessions, protectedWithSessions, withMetadata } from './mcp-servers.ts';
import { isMcp, isResourceMetadata, isServerMetadata } from './requests.ts';
import { webPage } from './responses.ts';

/** Servers at which a client can or cannot discover how to sign in. */
export const DISCOVERY_CASES: readonly [string, TestServers][] = [
  ['without a fault', {}],
  ['without CORS', { change: withoutCors() }],
  ['whose refusal has no CORS headers', { change: withoutCors((_request, { status }) => status === 401) }],
  ['with a challenge that is not exposed', challengeWith(undefined)],
  ['with a challenge that names nothing', challengeWith('Bearer')],
  ['with a relative resource_metadata', challengeWith('Bearer resource_metadata="/x"')],
  [
    'with a resource_metadata that does not exist',
    challengeWith('Bearer resource_metadata="https://mcp.example/x"'),
  ],
  ['with metadata about another server', resourceWith({ resource: 'https://other.example/mcp' })],
  ['with metadata about the origin', resourceWith({ resource: 'https://mcp.example' })],
  ['with metadata without a resource', resourceWith({ resource: undefined })],
  ['that name no authorization server', resourceWith({ authorization_servers: [] })],
  ['that name an issuer over http', resourceWith({ authorization_servers: ['http://as.example'] })],
  [
    'with an unsafe address in the challenge',
    challengeWith('Bearer resource_metadata="http://mcp.internal:8000/x"'),
  ],
  ['with another issuer', issuerWith({ issuer: `${ISSUER}/` })],
  ['without S256', issuerWith({ code_challenge_methods_supported: undefined })],
  ['with only plain', issuerWith({ code_challenge_methods_supported: ['plain'] })],
  ['with a javascript: endpoint', issuerWith({ authorization_endpoint: 'javascript:alert(1)' })],
  ['with a token endpoint over http', issuerWith({ token_endpoint: 'http://as.example/token' })],
  ['with an empty revocation endpoint', issuerWith({ revocation_endpoint: '' })],
  ['with a revocation endpoint over http', issuerWith({ revocation_endpoint: 'http://as.example/revoke' })],
  ['without a token endpoint', issuerWith({ token_endpoint: undefined })],
  ['with the implicit flow', issuerWith({ response_types_supported: ['code', 'token'] })],
  [
    'for confidential clients',
    issuerWith({ token_endpoint_auth_methods_supported: ['client_secret_basic'] }),
  ],
  ['without server metadata', answering(({ url }) => url.includes('as.example'), missing)],
  ['without resource metadata', answering(isResourceMetadata, missing)],
  ['with a web page in place of the resource metadata', answering(isResourceMetadata, () => webPage(200))],
  [
    'with a web page at the first location of the server metadata',
    answering(isServerMetadata, () => webPage(200)),
  ],
  [
    'that answer 403 instead of 401',
    {
      change: (request, response) =>
        isMcp(request) && response.status === 401
          ? new Response(response.body, { headers: response.headers, status: 403 })
          : response,
    },
  ],
  ['that are open', { instead: withMetadata(open, missing) }],
  ['that are open and require a session', { instead: withMetadata(openWithSessions, missing) }],
  ['that require a session before the token', { instead: protectedWithSessions }],
  [
    'that allow only the headers of an earlier version',
    {
      change: withHeaders(({ method, url }) => method === 'OPTIONS' && url === SERVER, {
        'Access-Control-Allow-Headers': 'content-type, authorization, mcp-protocol-version, mcp-session-id',
      }),
    },
  ],
  [
    'with another document in place of the resource metadata',
    answering(isResourceMetadata, () => json({ ok: true })()),
  ],
];
