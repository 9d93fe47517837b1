import { describe, expect, it } from 'vitest';
import { discover, OAuthError } from '../../../oauth/index.ts';
import { createTabPlatform } from '../../machine/run/tab-platform.ts';
import { createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { webPage, withHeaders, withMembers } from '../testing/changes.ts';
import {
  json,
  missing,
  open,
  openWithSessions,
  protectedWithSessions,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { findingsOf, obstacleOf } from './findings.ts';

const isMcp = ({ url }: Request) => url.startsWith(SERVER);
const isServerMetadata = ({ url }: Request) => url.includes('oauth-authorization-server');
const isResourceMetadata = ({ url }: Request) => url.includes('oauth-protected-resource');
const resource = (members: Record<string, unknown>): TestServers => ({
  change: withMembers(isResourceMetadata, members),
});
const server = (members: Record<string, unknown>): TestServers => ({
  change: withMembers(isServerMetadata, members),
});
const challenge = (text: string | undefined): TestServers => ({
  change: withHeaders(isMcp, { 'WWW-Authenticate': text }),
});
const hidden: TestServers['change'] = withHeaders(() => true, { 'Access-Control-Allow-Origin': undefined });

const CASES: [string, TestServers][] = [
  ['that do everything right', {}],
  ['without CORS', { change: hidden }],
  [
    'whose refusal alone has no CORS',
    {
      change: (request, response) =>
        response.status === 401 && hidden ? hidden(request, response) : response,
    },
  ],
  ['with a challenge that is not exposed', challenge(undefined)],
  ['with a challenge that names nothing', challenge('Bearer')],
  ['with a hint that is relative', challenge('Bearer resource_metadata="/x"')],
  ['with a hint at which nothing is', challenge('Bearer resource_metadata="https://mcp.example/x"')],
  ['with metadata about another server', resource({ resource: 'https://other.example/mcp' })],
  ['with metadata about the origin', resource({ resource: 'https://mcp.example' })],
  ['with metadata without a resource', resource({ resource: undefined })],
  ['that name no authorization server', resource({ authorization_servers: [] })],
  ['that name one over http', resource({ authorization_servers: ['http://as.example'] })],
  ['with another issuer', server({ issuer: `${ISSUER}/` })],
  ['without S256', server({ code_challenge_methods_supported: undefined })],
  ['with plain alone', server({ code_challenge_methods_supported: ['plain'] })],
  ['with a scripted endpoint', server({ authorization_endpoint: 'javascript:alert(1)' })],
  ['with a token endpoint over http', server({ token_endpoint: 'http://as.example/token' })],
  ['with a revocation endpoint over http', server({ revocation_endpoint: 'http://as.example/revoke' })],
  ['without a token endpoint', server({ token_endpoint: undefined })],
  ['with the implicit flow', server({ response_types_supported: ['code', 'token'] })],
  ['for confidential clients', server({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })],
  ['without server metadata', { instead: ({ url }) => (url.includes('as.example') ? missing() : undefined) }],
  [
    'without resource metadata',
    { instead: (request) => (isResourceMetadata(request) ? missing() : undefined) },
  ],
  [
    'with a page in place of the resource metadata',
    { instead: (request) => (isResourceMetadata(request) ? webPage(200) : undefined) },
  ],
  [
    'with a page in the first place of the server metadata',
    { instead: (request) => (isServerMetadata(request) ? webPage(200) : undefined) },
  ],
  [
    'that answer 403 in place of 401',
    {
      change: (request, response) =>
        isMcp(request) && response.status === 401
          ? new Response(response.body, { headers: response.headers, status: 403 })
          : response,
    },
  ],
  ['that are open', { instead: withMetadata(open, missing) }],
  ['that are open and want a session', { instead: withMetadata(openWithSessions, missing) }],
  ['that want a session before the token', { instead: protectedWithSessions }],
  [
    'that allow the headers of an earlier version alone',
    {
      change: withHeaders(({ method, url }) => method === 'OPTIONS' && url === SERVER, {
        'Access-Control-Allow-Headers': 'content-type, authorization, mcp-protocol-version, mcp-session-id',
      }),
    },
  ],
  [
    'with another document in place of the resource metadata',
    {
      instead: (request) => (isResourceMetadata(request) ? json({ ok: true })() : undefined),
    },
  ],
];

/** What the app does with the servers: the code of its refusal; `undefined` where it found the way. */
async function refusalOf(servers: TestServers): Promise<string | undefined> {
  const { network } = createTestBrowser(servers);
  const platform = createTabPlatform({ fetch: network, schedule: () => () => {} });
  try {
    await discover(platform, SERVER);
    return undefined;
  } catch (error) {
    if (error instanceof OAuthError) return error.code;
    throw error;
  }
}

describe('the report and the app agree about servers', () => {
  it.each(CASES)('%s', async (_what, servers) => {
    const refusal = await refusalOf(servers);
    const findings = findingsOf(await createTestBrowser(servers).look());
    const broken = findings.filter(({ result }) => result === 'fail').map(({ id }) => id);
    if (refusal === 'authorization_not_required') expect(broken).toEqual([]);
    // Whatever the app refuses, the report names.
    else if (refusal !== undefined) expect(broken, refusal).not.toEqual([]);
    // Where the app finds its way, the report does not say that a page cannot sign in.
    else expect(obstacleOf(findings)?.demands).toBeUndefined();
  });
});
