import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import {
  answersFrom,
  forgivesReplays,
  letIn,
  openToEverybody,
  webPage,
  withHeaders,
  withMembers,
  without,
  withoutComparing,
  withoutIssuer,
  withoutSession,
} from '../testing/changes.ts';
import { missing } from '../testing/mcp-servers.ts';
import { rules } from './rules/index.ts';

const isMetadata = ({ url }: Request) => url.includes('oauth-authorization-server');
const isResourceMetadata = ({ url }: Request) => url.includes('oauth-protected-resource');
const isMcp = ({ url }: Request) => url.startsWith(SERVER);

/** Every other way to break a rule: what is different, and what the report has to find, no more and no less. */
const SET_UPS: [string, TestServers, string[]][] = [
  ['any audience accepted', { checkAudience: false }, ['audience-checked']],
  [
    'no CORS at all',
    {
      change: withHeaders(() => true, {
        'Access-Control-Allow-Origin': undefined,
      }),
    },
    ['reachable'],
  ],
  [
    'no resource metadata',
    { instead: (request) => (isResourceMetadata(request) ? missing() : undefined) },
    ['challenge-points', 'resource-metadata-found'],
  ],
  [
    'a preflight that forgets two headers',
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
  [
    'a challenge that names nothing',
    { change: withHeaders(isMcp, { 'WWW-Authenticate': 'Bearer' }) },
    ['challenge-points', 'challenge-scope'],
  ],
  [
    'offline_access asked for by the resource',
    {
      change: async (request, response) =>
        withMembers(isResourceMetadata, { scopes_supported: ['notes:read', 'offline_access'] })(
          request,
          await withHeaders(isMcp, {
            'WWW-Authenticate': `Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="notes:read offline_access"`,
          })(request, response),
        ),
    },
    ['challenge-scope', 'no-offline-access'],
  ],
  [
    '403 in place of 401',
    {
      change: (request, response) =>
        isMcp(request) && response.status === 401
          ? new Response(response.body, { headers: response.headers, status: 403 })
          : response,
    },
    ['asks-for-a-token', 'refuses-nonsense'],
  ],
  [
    'tokens taken from the query',
    {
      instead(request) {
        const url = new URL(request.url);
        return request.method === 'POST' && url.searchParams.has('access_token') ? letIn() : undefined;
      },
    },
    ['query-token-refused'],
  ],
  [
    'signatures and types not checked',
    {
      instead: (request) =>
        request.method === 'POST' && request.headers.get('Authorization')?.startsWith('Bearer ey')
          ? letIn()
          : undefined,
    },
    ['audience-checked', 'id-token-refused', 'altered-token-refused'],
  ],
  [
    'a missing location that a page cannot read',
    {
      instead: (request) =>
        request.url.includes('oauth-authorization-server') ? new Response(null, { status: 404 }) : undefined,
    },
    ['missing-is-readable'],
  ],
  [
    'resource metadata of another server',
    { change: withMembers(isResourceMetadata, { resource: 'https://other.example/mcp' }) },
    ['resource-covers'],
  ],
  [
    'resource metadata of the whole origin',
    { change: withMembers(isResourceMetadata, { resource: 'https://mcp.example' }) },
    ['resource-identical', 'sign-in-works'],
  ],
  [
    'no authorization server named',
    { change: withMembers(isResourceMetadata, { authorization_servers: [] }) },
    ['names-an-authorization-server'],
  ],
  [
    'no authorization server metadata',
    { instead: ({ url }) => (url.startsWith('https://as.example/') ? webPage(404) : undefined) },
    ['server-metadata-found'],
  ],
  ['another issuer', { change: withMembers(isMetadata, { issuer: `${ISSUER}/` }) }, ['issuer-identical']],
  ['no S256', { change: withMembers(isMetadata, { code_challenge_methods_supported: undefined }) }, ['s256']],
  [
    'a scripted endpoint',
    { change: withMembers(isMetadata, { authorization_endpoint: 'javascript:alert(1)' }) },
    ['endpoints'],
  ],
  [
    'no code flow',
    { change: withMembers(isMetadata, { response_types_supported: ['id_token'] }) },
    ['code-response'],
  ],
  [
    'the implicit flow',
    { change: withMembers(isMetadata, { response_types_supported: ['code', 'id_token token'] }) },
    ['no-implicit'],
  ],
  [
    'confidential clients only',
    { change: withMembers(isMetadata, { token_endpoint_auth_methods_supported: ['private_key_jwt'] }) },
    ['public-clients'],
  ],
  [
    'tokens offered in the query',
    { change: withMembers(isResourceMetadata, { bearer_methods_supported: ['header', 'query'] }) },
    ['header-alone'],
  ],
  [
    'two hundred scopes',
    { change: withMembers(isMetadata, { scopes_supported: Array.from({ length: 200 }, (_, n) => `s${n}`) }) },
    ['scopes-of-a-size'],
  ],
  [
    'registration without CORS',
    {
      policy: { registrationOffered: true },
      change: withHeaders(({ url }) => url === `${ISSUER}/register`, {
        'Access-Control-Allow-Origin': undefined,
      }),
    },
    ['registration-readable'],
  ],
  [
    'a token endpoint without CORS',
    {
      change: withHeaders(({ url }) => url === `${ISSUER}/token`, {
        'Access-Control-Allow-Origin': undefined,
      }),
    },
    ['token-endpoint-readable', 'sign-in-works'],
  ],
  [
    'an authorization endpoint with CORS',
    {
      change: withHeaders(({ url }) => url.startsWith(`${ISSUER}/authorize`), {
        'Access-Control-Allow-Origin': '*',
      }),
    },
    ['authorization-endpoint-closed'],
  ],
  [
    'cookies let in',
    {
      change: withHeaders(isMcp, {
        'Access-Control-Allow-Origin': PAGE,
        'Access-Control-Allow-Credentials': 'true',
      }),
    },
    ['no-cookies'],
  ],
  [
    'answers that say they come from somebody else',
    { change: answersFrom('https://evil.example') },
    ['iss-in-answers', 'iss-in-refusals'],
  ],
  [
    'answers that do not say who they come from, although the metadata promises it',
    { change: withoutIssuer },
    ['iss-in-answers', 'iss-in-refusals'],
  ],
  [
    'token answers that caches may keep',
    { change: withHeaders(({ url }) => url === `${ISSUER}/token`, { 'Cache-Control': 'max-age=60' }) },
    ['tokens-not-kept'],
  ],
  [
    'tokens of another type',
    { change: withMembers(({ url }) => url === `${ISSUER}/token`, { token_type: 'mac' }) },
    ['bearer-type'],
  ],
  [
    'a server that ignores PKCE',
    {
      policy: { pkceRequired: false },
      tamper: without(({ url }) => url.startsWith(ISSUER), {
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
    { tamper: without(({ url }) => url.endsWith('/token'), { redirect_uri: `${PAGE}/callback` }) },
    ['redirect-uri-at-token'],
  ],
  [
    'an authorization server that answers at the registered redirect URI, whatever was asked for',
    { tamper: without(({ url }) => url.includes('/authorize'), { redirect_uri: `${PAGE}/callback` }) },
    [],
  ],
  [
    'a server that takes a code without its verifier',
    { tamper: withoutComparing((verifier) => verifier === null) },
    ['missing-verifier-refused'],
  ],
  [
    'a server that asks for a verifier and compares it with nothing',
    { tamper: withoutComparing((verifier) => verifier !== null) },
    ['wrong-verifier-refused'],
  ],
  [
    'an authorization server whose answers a page may read as the person',
    {
      change: withHeaders(({ url }) => url.startsWith('https://as.example/'), {
        'Access-Control-Allow-Origin': PAGE,
        'Access-Control-Allow-Credentials': 'true',
      }),
    },
    ['authorization-endpoint-closed', 'no-cookies'],
  ],
  ['a server that lets everybody in and names no other', { instead: openToEverybody }, []],
  [
    'an MCP server of the older era that looks at no signature',
    { instead: (request) => withoutSession(request, ['ey']) },
    ['audience-checked', 'id-token-refused', 'altered-token-refused'],
  ],
  ['a replay that is refused and revokes nothing', { instead: forgivesReplays() }, ['replay-revokes']],
  [
    'a revocation that does nothing',
    {
      instead: ({ url }) =>
        url === `${ISSUER}/revoke`
          ? new Response(null, { headers: { 'Access-Control-Allow-Origin': '*' } })
          : undefined,
    },
    ['revocation-works'],
  ],
];

describe('a server that is set up wrongly', () => {
  it.each(SET_UPS)('%s: found, and nothing else', async (_what, servers, expected) => {
    expect(await createTestBrowser(servers).brokenRules()).toEqual(expected);
  });

  it('there is a case for each rule that can fail', () => {
    const seen = SET_UPS.flatMap(([, , found]) => found);
    const never = rules.map(({ id }) => id).filter((id) => !seen.includes(id));
    expect(never).toEqual(
      [
        // In examine.test.ts:
        'secure-address',
        'local-network',
        // In mcp-servers.test.ts:
        'is-mcp-server',
        'preflight-newer',
        // In first-calls.test.ts:
        'streamable-http',
        'origin-let-in',
        'serves-or-asks',
        'asks-for-bearer',
        'session-readable',
        // In authorization-servers.test.ts:
        'others-usable',
        // In refresh-expiry.test.ts:
        'refresh-expiry-fits',
        'refresh-expiry-declared',
        // In named-address.test.ts:
        'names-no-nearer-address',
        // In policies.test.ts:
        'no-plain',
        'iss-announced',
        'short-life',
        'code-works-once',
        'late-code-refused',
        'redirect-uri-exact',
        'unknown-resource-refused',
        'resource-bound',
        'refresh-rotates',
        'refresh-reuse-noticed',
        // Say what there is, and never fail:
        'registration-offered',
        'refresh-ends',
      ].sort((a, b) => place(a) - place(b)),
    );
  });
});

const place = (id: string): number => rules.findIndex((rule) => rule.id === id);
