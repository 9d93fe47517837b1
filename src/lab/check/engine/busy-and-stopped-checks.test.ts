import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { answering, resourceWith } from '../testing/changes.ts';
import { open, openWithSessions } from '../testing/mcp-servers.ts';
import {
  examined,
  findingsOf,
  notTestable,
  probed,
  reportOn,
  resultsOf,
  withSteps,
} from '../testing/reports.ts';
import { callsWithToken, isTokenEndpoint, postsTo } from '../testing/requests.ts';
import { bare, cors, corsJson, oauthError, READABLE, webPage } from '../testing/responses.ts';
import { ENFORCED, WEAK } from '../testing/weak-policies.ts';

describe('a check of a busy server, or a check that is stopped', () => {
  it.each([
    [429, { error: 'rate_limit_exceeded' }],
    [400, { error: 'slow_down' }],
    [404, { error: 'not_found' }],
  ])('the response %i %j to a pushed request does not prove that a rule is kept', async (status, body) => {
    const ofPkce = ENFORCED.filter((id) => /plain|method|challenge|downgrade|unknown/.test(id));
    const rules = [...ofPkce, 'redirect-uri-exact'];
    let pushed = 0;
    const evidence = await probed({
      policy: { ...WEAK, redirectUriMatching: 'prefix', pushedAuthorizationRequests: 'required' },
      instead({ url }) {
        if (!url.endsWith('/par')) return undefined;
        pushed += 1;
        // The first four pushed requests are correct.
        return pushed > 4 ? cors(JSON.stringify(body), status) : undefined;
      },
    });
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
    expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
  });

  const LATER = { ...READABLE, 'Retry-After': '30', 'Access-Control-Expose-Headers': 'Retry-After' };
  const methodIs = async (request: Request, method: string) =>
    request.method === 'POST' && Object(await request.json().catch(() => null)).method === method;

  it.each<[string, string, (request: Request) => boolean | Promise<boolean>, TestServers['instead']?]>([
    [
      'a call with an invalid token',
      'refuses-nonsense',
      ({ headers }) => headers.get('Authorization') === 'Bearer not-a-token',
    ],
    ['resource metadata', 'resource-metadata-found', ({ url }) => url.includes('oauth-protected-resource')],
    [
      'the metadata of the authorization server',
      'server-metadata-found',
      ({ url }) => /oauth-authorization-server|openid-configuration/.test(url),
    ],
    ['the token endpoint', 'token-endpoint-answers', ({ url }) => url.endsWith('/token')],
    ['the registration', 'registration-readable', ({ url }) => url.endsWith('/register')],
    ['the authorization endpoint', 'authorization-endpoint-closed', ({ url }) => url.endsWith('/authorize')],
    ['every call', 'serves-or-asks', ({ url }) => url === SERVER, open],
    [
      'the end of the handshake',
      'handshake-completes',
      (request) => methodIs(request, 'notifications/initialized'),
      openWithSessions,
    ],
    [
      'the list of tools',
      'lists-after-handshake',
      async (request) => request.headers.has('Mcp-Session-Id') && methodIs(request, 'tools/list'),
      openWithSessions,
    ],
  ])('a rate limit at %s breaks no rule (RFC 6585 §4)', async (_what, rule, isLimited, calls) => {
    for (const [answer, result] of [
      [() => bare(429), 'not testable'],
      [() => bare(408), 'not testable'],
      [() => Response.json({ error: 'blocked' }, { status: 403, headers: LATER }), 'not testable'],
      // If the endpoint is missing, a script could read nothing that matters.
      [() => bare(404), rule === 'authorization-endpoint-closed' ? 'not testable' : 'fail'],
    ] as const) {
      const browser = createTestBrowser({
        policy: { registrationOffered: true },
        instead: async (request) =>
          request.method !== 'OPTIONS' && (await isLimited(request.clone())) ? answer() : calls?.(request),
      });
      expect(resultsOf(await browser.examine(), [rule])).toEqual([`${rule}: ${result}`]);
    }
  });

  it('a rate limit that also applies to preflights breaks no rule about what a page can read', async () => {
    const rules = ['reachable', 'preflight', 'preflight-newer'];
    const limited = (request: Request) =>
      request.method === 'OPTIONS' ? new Response(null, { status: 429 }) : bare(429);
    expect(resultsOf(await examined({ instead: limited }), rules)).toEqual(notTestable(rules));
  });

  it('a refusal other than 401 breaks no token rule if it has Retry-After', async () => {
    for (const [headers, result] of [
      [LATER, 'not testable'],
      [READABLE, 'fail'],
    ] as const) {
      const evidence = await examined({
        instead: postsTo('/mcp', () => Response.json({ error: 'unauthorized' }, { status: 403, headers })),
      });
      expect(resultsOf(evidence, ['asks-for-a-token'])).toEqual([`asks-for-a-token: ${result}`]);
    }
  });

  it('the sign-in page of a proxy does not prove that a server accepts no registration', async () => {
    const evidence = await examined({
      policy: { registrationOffered: true },
      instead: postsTo('/register', () => webPage(401)),
    });
    expect(resultsOf(evidence, ['registration-readable'])).toEqual(notTestable(['registration-readable']));
  });

  it('a check that is stopped at any request reports no broken rule', async () => {
    const policy: Partial<Policy> = { pushedAuthorizationRequests: 'required', registrationOffered: true };
    const undisturbed = createTestBrowser({ policy });
    await undisturbed.probeAll(await undisturbed.examine());
    expect(undisturbed.asked.length).toBeGreaterThan(60);
    for (const at of undisturbed.asked.keys()) {
      let count = 0;
      const browser = createTestBrowser({
        policy,
        instead() {
          count += 1;
          if (count === at + 1) browser.stop();
          return undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      const broken = findingsOf(evidence).filter(({ result }) => result === 'fail');
      expect(broken, `stopped at request ${at + 1}`).toEqual([]);
    }
  });

  it('a check that is stopped at any request leaves no token valid: it revokes even tokens that arrive later', async () => {
    const policy: Partial<Policy> = { verifierCheck: 'form only', refreshTokenRotation: false };
    const undisturbed = createTestBrowser({ policy });
    await undisturbed.probeAll(await undisturbed.examine());
    let issuedAfterStop = 0;
    for (const at of undisturbed.asked.keys()) {
      const issued = new Set<string>();
      const revoked = new Set<string | null>();
      let count = 0;
      const browser = createTestBrowser({
        policy,
        async instead(request) {
          count += 1;
          if (count === at + 1) browser.stop();
          if (request.url.endsWith('/revoke')) {
            revoked.add(new URLSearchParams(await request.text()).get('token'));
          }
          return undefined;
        },
        async change(request, response) {
          if (!request.url.endsWith('/token') || !response.ok || request.method !== 'POST') return response;
          const { access_token, refresh_token } = await response.clone().json();
          for (const token of [access_token, refresh_token]) if (token) issued.add(token);
          if (count === at + 1) issuedAfterStop += 1;
          return response;
        },
      });
      await browser.probeAll(await browser.examine());
      const valid = [...issued].filter((token) => !revoked.has(token));
      expect(valid, `stopped at request ${at + 1}`).toEqual([]);
    }
    expect(issuedAfterStop).toBeGreaterThan(5);
  });

  it('a rate limit at every call breaks no rule (RFC 6585 §4)', async () => {
    const rules = ['asks-for-a-token', 'refuses-nonsense'];
    const evidence = await examined({ instead: postsTo('/mcp', () => bare(429)) });
    expect(resultsOf(evidence, rules)).toEqual(notTestable(rules));
  });

  it('a rate limit at the first metadata location does not prove whether a page can read a 404 there', async () => {
    const isFirst = ({ url }: Request) => url.endsWith('/.well-known/oauth-authorization-server/idp');
    for (const [status, result] of [
      [404, 'pass'],
      [429, 'not testable'],
      [500, 'not testable'],
      [501, 'fail'],
    ] as const) {
      const evidence = await examined(answering(isFirst, () => bare(status)));
      expect(resultsOf(evidence, ['missing-is-readable'])).toEqual([`missing-is-readable: ${result}`]);
    }
  });

  it('a token endpoint that hides only its tokens does not count as readable', async () => {
    const evidence = await probed({
      change: (request, response) =>
        isTokenEndpoint(request) && request.method === 'POST' && response.ok
          ? new Response(response.body, { headers: { 'Content-Type': 'application/json' } })
          : response,
    });
    expect(resultsOf(evidence, ['token-endpoint-readable'])).toEqual(
      notTestable(['token-endpoint-readable']),
    );
    expect(reportOn(evidence).saw('sign-in-works')).toContain('If a response was lost only once, the next');
  });

  it('if the token endpoint redirects, the failed sign-in mentions the redirect', async () => {
    const evidence = await probed({
      instead: postsTo('/token', () => cors(null, 302, { Location: 'https://elsewhere.example/' })),
    });
    expect(reportOn(evidence).saw('sign-in-works')).toContain('It answers with a redirect');
  });

  it('an authorization server whose metadata is behind a rate limit counts as neither usable nor broken', async () => {
    const limited = 'https://limited.example';
    const isLimited = ({ url }: Request) => url.startsWith(limited);
    const servers = resourceWith({ authorization_servers: [limited, ISSUER] });
    const evidence = await examined({ ...servers, ...answering(isLimited, () => bare(429)) });
    expect(evidence.unusableServers).toHaveLength(1);
    expect(resultsOf(evidence, ['others-usable'])).toEqual(['others-usable: not testable']);
  });

  it.each(['/par', '/token'])('a rate limit at %s does not prove a failed sign-in', async (path) => {
    for (const answer of [() => oauthError('slow_down'), () => cors('Too many', 429), () => bare(503)]) {
      const evidence = await probed({
        policy: { pushedAuthorizationRequests: 'required' },
        ...answering(({ url }) => url.endsWith(path), answer),
      });
      expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: not testable']);
    }
  });

  const UNAUTHORIZED = { jsonrpc: '2.0', id: 1, error: { code: -32_001, message: 'Unauthorized' } };
  const ABOUT_TOKENS = ['id-token-refused', 'altered-token-refused', 'audience-checked'];

  it.each([401, 402, 403, 404, 407, 421, 429, 451, 500, 503])(
    'the status %i for every token is no evidence about a wrong token',
    async (status) => {
      const evidence = await probed({ instead: callsWithToken(() => corsJson({}, status)) });
      expect(evidence.probes['right-request']?.steps.call?.status).toBe(status);
      expect(resultsOf(evidence, ABOUT_TOKENS).sort()).toEqual(notTestable(ABOUT_TOKENS).sort());
    },
  );

  it('a refusal is no evidence before a call with the right token gets a response', async () => {
    const { probes, ...evidence } = await probed();
    const { 'right-request': _, ...others } = probes;
    const ids = ['audience-checked'];
    expect(resultsOf({ ...evidence, probes }, ids)).toEqual(['audience-checked: pass']);
    expect(resultsOf({ ...evidence, probes: others }, ids)).toEqual(notTestable(ids));
    // Without these probes, nothing shows that the server still accepts any token.
    const { refresh: _later, 'later-request': _last, ...early } = probes;
    expect(findingsOf({ ...evidence, probes: early }).find(({ id }) => id === ids[0])).toMatchObject({
      result: 'not testable',
      awaits: 'refresh',
    });
    const again = withSteps({ ...evidence, probes: early }, 'right-request', ({ call, ...steps }) => ({
      ...steps,
      ...(call && { call, 'call again': { ...call, exchangeId: 9e9 } }),
    }));
    expect(resultsOf(again, ids)).toEqual(['audience-checked: pass']);
  });

  it('an OAuth error counts as the refusal of a token in the query, even if calls without a session have the same status (RFC 6750 §3.1)', async () => {
    const evidence = await probed({
      async change({ method, url, headers }, response) {
        if (method !== 'POST' || !url.startsWith(SERVER)) return response;
        if (url.includes('access_token')) return corsJson({ error: 'invalid_request' }, 400);
        const isBearer = headers.get('Authorization')?.startsWith('Bearer ');
        const noSession = { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'No session' } };
        return isBearer && response.ok ? corsJson(noSession, 400) : response;
      },
    });
    const { call, 'call with the token in the query': inQuery } =
      evidence.probes['right-request']?.steps ?? {};
    expect([call?.status, inQuery?.status]).toEqual([400, 400]);
    expect(resultsOf(evidence, ['query-token-refused'])).toEqual(['query-token-refused: pass']);
  });

  it.each<[string, () => Response]>([
    ['a page of a proxy', () => cors('<h1>Log in</h1>', 200, { 'Content-Type': 'text/html' })],
    ['an error of JSON-RPC', () => corsJson(UNAUTHORIZED)],
    ['an empty object', () => corsJson({})],
    ['an error of JSON-RPC as text', () => cors(JSON.stringify(UNAUTHORIZED))],
    ['an error of JSON-RPC 1.0', () => corsJson({ ...UNAUTHORIZED, result: null })],
    ['a stream without a response', () => cors(': hello\n\n', 200, { 'Content-Type': 'text/event-stream' })],
  ])('%s with the status 200 does not prove that the server accepts a wrong token', async (_what, answer) => {
    const evidence = await probed({ instead: callsWithToken(answer) });
    expect(resultsOf(evidence, ABOUT_TOKENS).sort()).toEqual(notTestable(ABOUT_TOKENS).sort());
  });

  it.each([
    ['a page of a proxy', () => webPage(200)],
    ['a busy server', () => bare(503)],
  ])('%s as revocation endpoint breaks no rule, although the token still works', async (_what, answer) => {
    const evidence = await probed({ instead: postsTo('/revoke', answer) });
    expect(evidence.probes['right-request']?.steps['refresh after revocation']?.token).toBeDefined();
    expect(resultsOf(evidence, ['revocation-works'])).toEqual(notTestable(['revocation-works']));
  });

  it.each([
    [404, undefined, 'Publish the address'],
    [405, undefined, 'Publish the address'],
    [400, 'unsupported_token_type', 'Revoke the refresh tokens of this client'],
    [401, 'invalid_client', 'and no secret'],
  ])('a revocation endpoint with %i (%s) breaks the rule', async (status, error, say) => {
    const evidence = await probed({ instead: postsTo('/revoke', () => corsJson({ error }, status)) });
    expect(reportOn(evidence).saw('revocation-works')).toBe(
      `The revocation endpoint answered ${error ?? status}, so no client can end this grant. The refresh token still works.`,
    );
    expect(reportOn(evidence).advice('revocation-works')).toContain(say);
  });
});
