import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, ISSUER, SERVER } from '../testing/browser.ts';
import {
  oauthError,
  READABLE,
  resourceMetadataWith,
  serverMetadataWith,
  webPage,
  withMembers,
} from '../testing/changes.ts';
import { WEAKENED } from '../testing/weak-policies.ts';
import type { Evidence } from './evidence.ts';
import { findingsOf } from './findings.ts';
import { probeSettings } from './probes/requests.ts';
import { trustNeeded } from './probes/trust.ts';

describe('the report on a server', () => {
  it('finds no broken rule at the safe servers, and lists the rules that it cannot test', async () => {
    const browser = createTestBrowser();
    const findings = findingsOf(await browser.probeAll(await browser.examine()));
    const idsOf = (result: string) =>
      findings.filter((finding) => finding.result === result).map(({ id }) => id);
    expect(idsOf('fail')).toEqual([]);
    expect(idsOf('not testable')).toEqual([
      'handshake-completes',
      'lists-after-handshake',
      'session-readable',
      'registration-offered',
      'registration-readable',
      'refresh-ends',
      'refresh-expiry-fits',
      'refresh-expiry-declared',
      'downgrade-refused',
      'redirect-uri-exact',
    ]);
  });

  it.each(Object.entries(WEAKENED))(
    'finds exactly the rules that a weak %s breaks',
    async (_name, expectation) => {
      const found = 'found' in expectation ? expectation.found : [];
      expect(await createTestBrowser({ policy: expectation.weak }).brokenRules()).toEqual(found);
    },
  );

  describe('that accepts only pushed authorization requests (RFC 9126)', () => {
    const policy: Partial<Policy> = { pushedAuthorizationRequests: 'required' };
    const endpoint = 'https://as.example/idp/par';
    const verdictOf = (evidence: Evidence, id: string) =>
      findingsOf(evidence).find((finding) => finding.id === id);

    it('pushes the request of each probe, and has the same findings as without pushed requests', async () => {
      const browser = createTestBrowser({ policy });
      const evidence = await browser.probeAll(await browser.examine());
      expect(findingsOf(evidence).filter(({ result }) => result === 'fail')).toEqual([]);
      expect(verdictOf(evidence, 'sign-in-works')?.result).toBe('pass');
      expect(verdictOf(evidence, 'wrong-verifier-refused')?.result).toBe('pass');
      // This request is refused at the push, so the browser does not leave the page.
      expect(evidence.probes['changed-redirect-uri']?.response).toMatchObject({ atPush: true });
      expect(verdictOf(evidence, 'redirect-uri-exact')).toMatchObject({ result: 'pass' });
      expect(verdictOf(evidence, 'challenge-required')?.result).toBe('pass');
      // A response at the endpoint has no `iss`, and needs no `iss`.
      expect(verdictOf(evidence, 'iss-in-refusals')?.result).not.toBe('fail');
    });

    it.each([
      [{ pkceRequired: false }, 'challenge-required'],
      [{ redirectUriMatching: 'prefix' }, 'redirect-uri-exact'],
      [{ verifierCheck: 'form only' }, 'wrong-verifier-refused'],
    ] as const)('still finds the weakness %j', async (weak, rule) => {
      expect(await createTestBrowser({ policy: { ...policy, ...weak } }).brokenRules()).toContain(rule);
    });

    it('reports that no page can sign in if the response of the endpoint cannot be read', async () => {
      const browser = createTestBrowser({
        policy,
        change(request, response) {
          if (request.url === endpoint) response.headers.delete('Access-Control-Allow-Origin');
          return response;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(verdictOf(evidence, 'sign-in-works')).toMatchObject({
        result: 'fail',
        fix: { code: expect.stringContaining('Access-Control-Allow-Origin') },
      });
      expect(verdictOf(evidence, 'wrong-verifier-refused')?.result).toBe('not testable');
      expect(verdictOf(evidence, 'challenge-required')?.result).toBe('not testable');
    });

    it('reports a correct request that is refused at the push, with its error', async () => {
      const browser = createTestBrowser({
        policy,
        instead: async ({ url }) => (url === endpoint ? oauthError('unauthorized_client') : undefined),
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(verdictOf(evidence, 'sign-in-works')).toMatchObject({
        result: 'fail',
        saw: 'The server refused the pushed request: unauthorized_client.',
      });
    });

    it('sends nothing to an endpoint that is missing or not safe, and says so', async () => {
      for (const [address, said] of [
        [undefined, 'is not safe'],
        ['http://as.example/par', 'is not safe'],
      ] as const) {
        const browser = createTestBrowser({
          policy,
          ...serverMetadataWith({ pushed_authorization_request_endpoint: address }),
        });
        const evidence = await browser.examine();
        expect(probeSettings({ ...evidence, accepted: trustNeeded(evidence) })).toMatch(said);
        expect(verdictOf(evidence, 'endpoints')).toMatchObject({
          result: 'fail',
          saw: expect.stringContaining('pushed_authorization_request_endpoint'),
        });
        expect(browser.asked.filter((url) => url.endsWith('/par'))).toEqual([]);
      }
    });
  });

  it.each([
    ['without iss, nothing is pushed to an origin other than that of the sign-in', undefined, []],
    ['with iss, a response to another request would be refused', true, ['https://elsewhere.example/par']],
  ])('decides about pushed requests to another origin: %s', async (_rule, promised, pushedTo) => {
    const browser = createTestBrowser({
      policy: { pushedAuthorizationRequests: 'required' },
      ...serverMetadataWith({
        pushed_authorization_request_endpoint: 'https://elsewhere.example/par',
        authorization_response_iss_parameter_supported: promised,
      }),
      instead: async ({ url }) =>
        url.startsWith('https://elsewhere.example/') ? Response.error() : undefined,
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect([...new Set(browser.asked.filter((url) => url.includes('elsewhere.example')))]).toEqual(pushedTo);
    if (promised) return;
    expect(probeSettings({ ...evidence, accepted: trustNeeded(evidence) })).toMatch(
      'The request would be pushed to https://elsewhere.example, which is not the origin of the sign-in',
    );
  });

  it.each([
    ['without iss, tokens go back only to the origin that issued them', undefined, []],
    ['with iss, no other server can have issued them', true, ['https://elsewhere.example/revoke']],
  ])('decides about a revocation endpoint at another origin: %s', async (_rule, promised, revokedAt) => {
    const browser = createTestBrowser({
      ...serverMetadataWith({
        revocation_endpoint: 'https://elsewhere.example/revoke',
        authorization_response_iss_parameter_supported: promised,
      }),
      instead: ({ url }) => (url.startsWith('https://elsewhere.example/') ? Response.error() : undefined),
    });
    await browser.probeAll(await browser.examine());
    expect([...new Set(browser.asked.filter((url) => url.includes('elsewhere.example')))]).toEqual(revokedAt);
  });

  it('finds that a server accepts the challenge in place of the verifier', async () => {
    expect(await createTestBrowser({ policy: { verifierCheck: 'either method' } }).brokenRules()).toEqual([
      'wrong-verifier-refused',
    ]);
  });

  it('finds that a server accepts a verifier for a code without a challenge', async () => {
    const policy = { pkceRequired: false, downgradeRefused: false };
    expect(await createTestBrowser({ policy }).brokenRules()).toEqual([
      'challenge-required',
      'downgrade-refused',
    ]);
  });
});

describe('the report considers that', () => {
  const ENFORCED = [
    'wrong-verifier-refused',
    'missing-verifier-refused',
    'plain-refused',
    'omitted-method-refused',
    'challenge-required',
    'downgrade-refused',
    'late-code-refused',
    'redirect-uri-at-token',
    'unknown-resource-refused',
    'resource-bound',
  ];
  const WEAK: Partial<Policy> = {
    verifierCheck: 'form only',
    pkceRequired: false,
    plainAllowed: true,
    downgradeRefused: false,
    audienceRestriction: false,
  };
  const resultsOf = (evidence: Evidence, ids: readonly string[]) =>
    findingsOf(evidence).flatMap(({ id, result }) => (ids.includes(id) ? [`${id}: ${result}`] : []));
  const notTestable = (ids: readonly string[]) => ids.map((id) => `${id}: not testable`);

  it.each([
    ['a rate limit', () => oauthError('slow_down', 429)],
    ['a failing server', () => oauthError('temporarily_unavailable')],
    ['a page of a proxy', () => new Response('<p>Wait</p>', { headers: READABLE })],
    ['a missing address', () => new Response(null, { status: 404, headers: READABLE })],
    ['a page of a firewall', () => webPage(403)],
    [
      'the JSON of a firewall',
      () => Response.json({ message: 'Forbidden' }, { status: 403, headers: READABLE }),
    ],
    ['a phrase of HTTP as the error', () => oauthError('Forbidden', 403)],
    ['a denial of access', () => oauthError('access_denied', 403)],
    ['a firewall with an error of its own', () => oauthError('request_blocked')],
    ['a demand for another factor', () => oauthError('invalid_mfa_token')],
  ])(
    '%s after the first exchange does not show that a rule is kept (RFC 6749 §5.2)',
    async (_what, answer) => {
      let exchanges = 0;
      const browser = createTestBrowser({
        policy: WEAK,
        async instead(request) {
          if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
          const code = new URLSearchParams(await request.text()).get('code');
          if (code === 'not-a-code') return undefined;
          exchanges += 1;
          return exchanges > 1 ? answer() : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(evidence.probes['right-request']?.steps['right exchange']?.token).toBeDefined();
      expect(resultsOf(evidence, ENFORCED)).toEqual(notTestable(ENFORCED));
      expect(resultsOf(evidence, ['revocation-works'])).toEqual(notTestable(['revocation-works']));
    },
  );

  it.each([
    ['same code again', 'replayed-code', ['code-works-once', 'replay-revokes']],
    ['old refresh token again', 'refresh', ['refresh-rotates', 'refresh-reuse-noticed']],
  ] as const)(
    'the refusal of a firewall, or of the client, at “%s” does not show that a rule is kept',
    async (step, id, rules) => {
      const browser = createTestBrowser();
      const evidence = await browser.probeAll(await browser.examine());
      const probe = evidence.probes[id];
      const before = probe?.steps[step];
      if (!probe || !before) throw new Error('The probe did not run.');
      expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
      const { error: _, ...withoutError } = before;
      for (const answer of [
        { ...before, status: 429, error: 'slow_down' },
        { ...before, status: 401, error: 'invalid_client' },
        { ...before, status: 400, error: 'unauthorized_client' },
        { ...before, status: 403, error: 'Forbidden' },
        { ...before, status: 403, error: 'access_denied' },
        { ...before, status: 400, error: 'captcha_required' },
        { ...before, status: 400, error: 'unsupported_grant_type' },
        { ...withoutError, status: 400, content: 'JSON, not JSON-RPC' as const },
        { ...withoutError, status: 403, content: 'web page' as const },
      ]) {
        const probes = { ...evidence.probes, [id]: { ...probe, steps: { ...probe.steps, [step]: answer } } };
        expect(resultsOf({ ...evidence, probes }, rules), JSON.stringify(answer)).toEqual(notTestable(rules));
      }
    },
  );

  it('a refusal without an OAuth error counts if the same request then works without the deviation', async () => {
    const browser = createTestBrowser({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const form = new URLSearchParams(await request.text());
        return form.has('code_verifier') || form.has('refresh_token')
          ? undefined
          : Response.json({ message: 'no verifier' }, { status: 400, headers: READABLE });
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['missing-verifier-refused'])).toEqual(['missing-verifier-refused: pass']);
  });

  it.each([
    'code_already_used',
    'malformed_request',
    'bad_verification_code',
    'token_expired',
    'invalid_refresh_token',
    'pkce_failed',
  ])(
    'an error of a server with its own codes, such as %s, shows that it refuses the request',
    async (error) => {
      const browser = createTestBrowser({
        change: async (request, response) =>
          request.method === 'POST' && request.url.endsWith('/token') && response.status === 400
            ? oauthError(error)
            : response,
      });
      const evidence = await browser.probeAll(await browser.examine());
      const rules = ['wrong-verifier-refused', 'code-works-once', 'refresh-rotates'];
      expect(resultsOf(evidence, rules).sort()).toEqual(rules.map((rule) => `${rule}: pass`).sort());
    },
  );

  it.each([
    'unauthorized_client',
    'user_cancelled_login',
    'consent_required',
    'mfa_required',
    'admin_policy_enforced',
  ])(
    '%s after a first sign-in does not show that a server refuses a request (RFC 6749 §4.1.2.1)',
    async (error) => {
      let responses = 0;
      const browser = createTestBrowser({
        policy: WEAK,
        change(_request, response) {
          const url = new URL(response.headers.get('Location') ?? 'https://app.example/');
          if (!url.searchParams.has('code')) return response;
          responses += 1;
          if (responses === 1) return response;
          url.searchParams.delete('code');
          url.searchParams.set('error', error);
          return new Response(null, { status: 303, headers: { Location: url.href } });
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      const rules = [
        'plain-refused',
        'omitted-method-refused',
        'challenge-required',
        'unknown-resource-refused',
      ];
      expect(evidence.probes['right-request']?.response?.code).toBe(true);
      expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
    },
  );

  it.each(['timed out', 'blocked', 'stopped'] as const)(
    'a request that %s breaks and keeps no rule about a correct sign-in',
    async (outcome) => {
      const browser = createTestBrowser();
      const evidence = await browser.probeAll(await browser.examine());
      const probe = evidence.probes['right-request'];
      const { 'right exchange': exchange, call } = probe?.steps ?? {};
      if (!probe || !exchange || !call) throw new Error('The probe did not run.');
      const { token: _, ...withoutToken } = exchange;
      const unseen = { outcome, status: 0, headers: {} };
      for (const steps of [
        { 'right exchange': { ...withoutToken, ...unseen } },
        { ...probe.steps, call: { ...call, ...unseen }, 'call again': { ...call, ...unseen } },
      ]) {
        const probes = { ...evidence.probes, 'right-request': { ...probe, steps } };
        expect(resultsOf({ ...evidence, probes }, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
      }
    },
  );

  it.each([
    ['gets lost', () => Promise.reject(new TypeError('fetch failed'))],
    ['is refused by a firewall', () => Response.json({ message: 'No' }, { status: 401, headers: READABLE })],
  ])(
    'a token request that %s once does not show that a correct sign-in fails, if the same request then works',
    async (_what, answer) => {
      let exchanges = 0;
      const browser = createTestBrowser({
        async instead(request) {
          if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
          if (new URLSearchParams(await request.text()).get('code') === 'not-a-code') return undefined;
          exchanges += 1;
          return exchanges === 1 ? answer() : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(exchanges).toBeGreaterThan(1);
      expect(resultsOf(evidence, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
    },
  );

  it.each([
    ['the first pushed request', 'pass', (count: number) => count === 1],
    ['every pushed request', 'not testable', () => true],
  ])('no rule is broken because %s gets lost (%s)', async (_what, result, isLost) => {
    let pushes = 0;
    const browser = createTestBrowser({
      policy: { pushedAuthorizationRequests: 'required' },
      instead({ url }) {
        if (!url.endsWith('/par')) return undefined;
        pushes += 1;
        return isLost(pushes) ? Promise.reject(new TypeError('fetch failed')) : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(findingsOf(evidence).filter((finding) => finding.result === 'fail')).toEqual([]);
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual([`sign-in-works: ${result}`]);
  });

  it('a page of a proxy in place of the revocation does not show that a revoked token still works', async () => {
    const browser = createTestBrowser({
      instead: ({ url, method }) => (method === 'POST' && url.endsWith('/revoke') ? webPage(200) : undefined),
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['revocation-works'])).toEqual(notTestable(['revocation-works']));
  });

  it.each(['Forbidden', 'captcha_required'])(
    'a firewall that answers every request after the examination with %s breaks no rule',
    async (error) => {
      let isBlocking = false;
      const browser = createTestBrowser({
        instead: ({ url, method }) =>
          isBlocking && method === 'POST' && !url.includes('/authorize') ? oauthError(error, 403) : undefined,
      });
      const before = await browser.examine();
      isBlocking = true;
      const findings = findingsOf(await browser.probeAll(before));
      expect(findings.filter(({ result }) => result === 'fail')).toEqual([]);
      expect(findings.find(({ id }) => id === 'sign-in-works')?.result).toBe('not testable');
    },
  );

  it('a person who cancels at a server with its own error breaks no rule', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.probeAll(await browser.examine());
    const probe = evidence.probes['right-request'];
    if (!probe?.response) throw new Error('The probe did not run.');
    const response = {
      ...probe.response,
      code: false,
      refused: true as const,
      error: 'user_cancelled_login',
    };
    const probes = { ...evidence.probes, 'right-request': { ...probe, response, steps: {} } };
    expect(resultsOf({ ...evidence, probes }, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
  });

  it('a refused refresh does not show that a revocation works, if the server refused the revocation', async () => {
    const browser = createTestBrowser({
      instead: ({ url, method }) =>
        method === 'POST' && url.endsWith('/revoke')
          ? new Response(null, { status: 503, headers: READABLE })
          : undefined,
    });
    const evidence = await browser.probeAll(await browser.examine());
    const probe = evidence.probes['right-request'];
    const after = probe?.steps['refresh after revocation'];
    if (!probe || !after) throw new Error('The probe did not run.');
    const { token: _, ...refused } = { ...after, status: 400, error: 'invalid_grant' };
    const steps = { ...probe.steps, 'refresh after revocation': refused };
    const probes = { ...evidence.probes, 'right-request': { ...probe, steps } };
    expect(resultsOf({ ...evidence, probes }, ['revocation-works'])).toEqual(
      notTestable(['revocation-works']),
    );
  });

  it('a failing server at the registered redirect URI does not show that it compares redirect URIs', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.probeAll(await browser.examine());
    const answered = (error: string) => ({
      ...evidence,
      probes: {
        ...evidence.probes,
        'changed-redirect-uri': {
          status: 'answered' as const,
          response: { exchangeId: 1, code: false, refused: true as const, error },
          steps: {},
        },
      },
    });
    for (const [error, result] of [
      ['invalid_request', 'pass'],
      ['server_error', 'not testable'],
    ] as const) {
      expect(resultsOf(answered(error), ['redirect-uri-exact'])).toEqual([`redirect-uri-exact: ${result}`]);
    }
  });

  it.each([
    ['a page of a firewall', () => webPage(403)],
    [
      'the JSON of a firewall',
      () => Response.json({ message: 'Forbidden' }, { status: 403, headers: READABLE }),
    ],
    ['a refusal of every token', () => Response.json({}, { status: 401, headers: READABLE })],
  ])('%s from the second call on does not show that a token is refused', async (_what, answer) => {
    let calls = 0;
    const browser = createTestBrowser({
      checkAudience: false,
      policy: { audienceRestriction: false },
      instead({ url, headers, method }) {
        const token = headers.get('Authorization') ?? '';
        if (!url.startsWith(SERVER) || method === 'OPTIONS') return undefined;
        if (token !== 'Bearer not-a-token' && token !== '') calls += 1;
        return calls > 1 ? answer() : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    const rules = ['id-token-refused', 'altered-token-refused'];
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
    expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
  });

  it('a page or the JSON of a firewall does not show that a token for another server is refused', async () => {
    for (const answer of [
      () => webPage(403),
      () => Response.json({ message: 'Forbidden' }, { status: 403, headers: READABLE }),
    ]) {
      let isBlocking = false;
      const browser = createTestBrowser({
        checkAudience: false,
        instead({ url, method }) {
          if (url.endsWith('/revoke')) isBlocking = true;
          return isBlocking && url.startsWith(SERVER) && method !== 'OPTIONS' ? answer() : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(evidence.probes['right-request']?.steps.call?.status).toBe(200);
      expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: not testable']);
    }
  });

  it('a server may answer 403 to a token for another server, if it still answers 401 to an invalid token', async () => {
    const browser = createTestBrowser({
      change: ({ url, headers }, response) =>
        url.startsWith(SERVER) && response.status === 401 && (headers.get('Authorization') ?? '').length > 100
          ? Response.json({ message: 'wrong audience' }, { status: 403, headers: READABLE })
          : response,
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['audience-checked', 'altered-token-refused'])).toEqual([
      'audience-checked: pass',
      'altered-token-refused: pass',
    ]);
  });

  it('a token with the audience of the right token was possibly issued for the server, and a token without an audience for any server', async () => {
    const browser = createTestBrowser({ checkAudience: false });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: fail']);
    const withAudience = (audience: string[]) => {
      const probes = Object.fromEntries(
        Object.entries(evidence.probes).map(([id, probe]) => [
          id,
          {
            ...probe,
            steps: Object.fromEntries(
              Object.entries(probe.steps).map(([name, step]) => [
                name,
                step.token ? { ...step, token: { ...step.token, audience } } : step,
              ]),
            ),
          },
        ]),
      );
      return { ...evidence, probes };
    };
    for (const [audience, reason] of [
      [['api://default'], 'has the same audience, “api://default”, which is not its resource identifier'],
      [[], 'names no audience'],
    ] as const) {
      const finding = findingsOf(withAudience([...audience])).find(({ id }) => id === 'audience-checked');
      expect(finding).toMatchObject({ result: 'not testable', reason: expect.stringContaining(reason) });
    }
  });

  it('a page of a firewall at one request breaks no rule about a refusal', async () => {
    const pages: [string, (request: Request) => Promise<boolean> | boolean][] = [
      ['refuses-nonsense', ({ headers }) => headers.get('Authorization') === 'Bearer not-a-token'],
      ['revocation-works', ({ url }) => url.endsWith('/revoke')],
      [
        'sign-in-works',
        async (request) =>
          request.url.endsWith('/token') && !(await request.clone().text()).includes('not-a-code'),
      ],
      ['sign-in-works', ({ headers }) => (headers.get('Authorization') ?? '').length > 100],
    ];
    for (const [rule, isBlocked] of pages) {
      const browser = createTestBrowser({
        instead: async (request) =>
          request.method !== 'OPTIONS' && (await isBlocked(request)) ? webPage(403) : undefined,
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, [rule]), rule).not.toEqual([`${rule}: fail`]);
    }
  });

  it.each([
    ['gets lost', () => Promise.reject(new TypeError('fetch failed'))],
    ['is refused', () => Response.json({ message: 'Forbidden' }, { status: 403, headers: READABLE })],
  ])(
    'a call that %s once does not show that a correct sign-in fails, if the same call then works',
    async (_what, answer) => {
      let calls = 0;
      const browser = createTestBrowser({
        instead({ url, headers, method }) {
          if (url !== SERVER || method !== 'POST' || (headers.get('Authorization') ?? '').length < 100)
            return undefined;
          calls += 1;
          return calls === 1 ? answer() : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(calls).toBeGreaterThan(2);
      expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
    },
  );

  it('a lifetime that is not positive is no short life (RFC 6749 §5.1)', async () => {
    for (const [expires_in, result] of [
      [3600, 'pass'],
      [0, 'fail'],
      [-1, 'fail'],
    ] as const) {
      const browser = createTestBrowser({
        change: withMembers(({ url, method }) => url.endsWith('/token') && method === 'POST', { expires_in }),
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['short-life']), String(expires_in)).toEqual([`short-life: ${result}`]);
    }
  });

  it('a lost request decides no rule about what a page can read', async () => {
    const rules = ['sign-in-works', 'no-cookies', 'dpop-readable'];
    const resultsFor = async (
      isHidden: (request: Request) => boolean,
      isLost: (request: Request) => boolean,
    ) => {
      let isOffline = false;
      const browser = createTestBrowser({
        policy: { dpop: 'offered' },
        instead(request) {
          isOffline ||= isLost(request);
          // Only the requests of the page are lost, not those of the person who signs in.
          if (request.url.includes('/authorize')) return undefined;
          if (isOffline) throw new TypeError('fetch failed');
          return isHidden(request) ? Response.error() : undefined;
        },
      });
      return resultsOf(await browser.probeAll(await browser.examine()), rules).sort();
    };
    const hasProof = ({ headers }: Request) =>
      headers.has('DPoP') || /dpop/.test(headers.get('Access-Control-Request-Headers') ?? '');
    expect(
      await resultsFor(
        () => false,
        () => false,
      ),
    ).toEqual(rules.map((rule) => `${rule}: pass`).sort());
    expect(await resultsFor(hasProof, () => false)).toContain('dpop-readable: fail');
    expect(await resultsFor(() => false, hasProof)).toContain('dpop-readable: not testable');
    const isSignedIn = ({ headers }: Request) => (headers.get('Authorization') ?? '').length > 100;
    expect(await resultsFor(isSignedIn, () => false)).toContain('sign-in-works: fail');
    expect(await resultsFor(() => false, isSignedIn)).toEqual(
      expect.arrayContaining(notTestable(rules.slice(0, 2))),
    );
  });

  it('an error in response to every request of the client does not show that a rule is kept', async () => {
    const browser = createTestBrowser({
      policy: WEAK,
      change(_request, response) {
        const url = new URL(response.headers.get('Location') ?? 'https://app.example/');
        if (!url.searchParams.has('code')) return response;
        url.searchParams.delete('code');
        url.searchParams.set('error', 'invalid_scope');
        return new Response(null, { status: 303, headers: { Location: url.href } });
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ENFORCED)).toEqual(notTestable(ENFORCED));
  });

  it('a code that the first exchange uses up does not show that a challenge is required', async () => {
    const used = new Set<string | null>();
    const browser = createTestBrowser({
      policy: { pkceRequired: false },
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const code = new URLSearchParams(await request.text()).get('code');
        const isUsed = code !== null && used.has(code);
        used.add(code);
        return isUsed ? oauthError('invalid_grant') : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(evidence.probes['no-challenge']?.response?.code).toBe(true);
    expect(resultsOf(evidence, ['challenge-required'])).toEqual(['challenge-required: not testable']);
    expect(resultsOf(evidence, ['downgrade-refused'])).toEqual(['downgrade-refused: pass']);
  });

  it.each([
    [429, { error: 'rate_limit_exceeded' }],
    [429, undefined],
    [400, { error: 'slow_down' }],
    [503, { error: 'server_busy' }],
    [404, { error: 'not_found' }],
  ])(
    'the answer %i %j to a pushed request does not show that a rule is kept (RFC 9126 §2.3)',
    async (status, body) => {
      const rules = [
        ...ENFORCED.filter((id) => /plain|method|challenge|downgrade|unknown/.test(id)),
        'redirect-uri-exact',
      ];
      let pushed = 0;
      const browser = createTestBrowser({
        policy: { ...WEAK, redirectUriMatching: 'prefix', pushedAuthorizationRequests: 'required' },
        instead({ url }) {
          if (!url.endsWith('/par')) return undefined;
          pushed += 1;
          // The earlier pushed requests are correct.
          return pushed > 4 ? new Response(JSON.stringify(body), { status, headers: READABLE }) : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
      expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
    },
  );

  it.each<[string, string, (request: Request) => boolean]>([
    [
      'a call with an invalid token',
      'refuses-nonsense',
      ({ headers }) => headers.get('Authorization') === 'Bearer not-a-token',
    ],
    [
      'the resource metadata',
      'resource-metadata-found',
      ({ url }) => url.includes('oauth-protected-resource'),
    ],
    [
      'the metadata of the authorization server',
      'server-metadata-found',
      ({ url }) => /oauth-authorization-server|openid-configuration/.test(url),
    ],
  ])('a rate limit at %s breaks no rule (RFC 6585 §4)', async (_what, rule, isLimited) => {
    for (const [status, result] of [
      [429, 'not testable'],
      [500, 'fail'],
    ] as const) {
      const browser = createTestBrowser({
        instead: (request) =>
          request.method !== 'OPTIONS' && isLimited(request)
            ? new Response(null, { status, headers: READABLE })
            : undefined,
      });
      expect(resultsOf(await browser.examine(), [rule])).toEqual([`${rule}: ${result}`]);
    }
  });

  it('a check breaks no rule because it is stopped, at whatever moment', async () => {
    const policy: Partial<Policy> = { pushedAuthorizationRequests: 'required', registrationOffered: true };
    const examined = createTestBrowser({ policy });
    await examined.probeAll(await examined.examine());
    expect(examined.asked.length).toBeGreaterThan(60);
    for (const at of examined.asked.keys()) {
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

  it('a check leaves no token valid when it is stopped, at whatever moment: it revokes even tokens that arrive afterwards', async () => {
    const policy: Partial<Policy> = { verifierCheck: 'form only', refreshTokenRotation: false };
    const examined = createTestBrowser({ policy });
    await examined.probeAll(await examined.examine());
    let issuedAfterStop = 0;
    for (const at of examined.asked.keys()) {
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
      expect(
        [...issued].filter((token) => !revoked.has(token)),
        `stopped at request ${at + 1}`,
      ).toEqual([]);
    }
    expect(issuedAfterStop).toBeGreaterThan(5);
  });

  it('a rate limit at every call breaks no rule (RFC 6585 §4)', async () => {
    const browser = createTestBrowser({
      instead: ({ url, method }) =>
        url === SERVER && method === 'POST'
          ? new Response(null, { status: 429, headers: READABLE })
          : undefined,
    });
    const rules = ['asks-for-a-token', 'refuses-nonsense'];
    expect(resultsOf(await browser.examine(), rules)).toEqual(notTestable(rules));
  });

  it('a rate limit at the first location does not show what a page can read of a location without metadata', async () => {
    const locationAnswers = (status: number) =>
      createTestBrowser({
        instead: ({ url }) =>
          url.endsWith('/.well-known/oauth-authorization-server/idp')
            ? new Response(null, { status, headers: READABLE })
            : undefined,
      });
    for (const [status, result] of [
      [404, 'pass'],
      [429, 'not testable'],
      [500, 'fail'],
    ] as const) {
      const evidence = await locationAnswers(status).examine();
      expect(resultsOf(evidence, ['missing-is-readable'])).toEqual([`missing-is-readable: ${result}`]);
    }
  });

  it('a redirect at the token endpoint is named where a sign-in fails', async () => {
    const browser = createTestBrowser({
      instead: ({ url, method }) =>
        url.endsWith('/token') && method === 'POST'
          ? new Response(null, {
              status: 302,
              headers: { ...READABLE, Location: 'https://elsewhere.example/' },
            })
          : undefined,
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(findingsOf(evidence).find(({ id }) => id === 'sign-in-works')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('It answers with a redirect.'),
    });
  });

  it('an authorization server whose metadata is behind a rate limit counts as neither usable nor broken', async () => {
    const limited = 'https://limited.example';
    const browser = createTestBrowser({
      ...resourceMetadataWith({ authorization_servers: [limited, ISSUER] }),
      instead: ({ url }) =>
        url.startsWith(limited) ? new Response(null, { status: 429, headers: READABLE }) : undefined,
    });
    const evidence = await browser.examine();
    expect(evidence.unusableServers).toHaveLength(1);
    expect(resultsOf(evidence, ['others-usable'])).toEqual(['others-usable: not testable']);
  });

  it.each(['/par', '/token'])(
    'a rate limit at %s does not show that a correct sign-in fails',
    async (path) => {
      for (const answer of [
        () => oauthError('slow_down'),
        () => new Response('Too many requests', { status: 429, headers: READABLE }),
        () => new Response(null, { status: 503, headers: READABLE }),
      ]) {
        const browser = createTestBrowser({
          policy: { pushedAuthorizationRequests: 'required' },
          instead: ({ url }) => (url.endsWith(path) ? answer() : undefined),
        });
        const evidence = await browser.probeAll(await browser.examine());
        expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: not testable']);
      }
    },
  );

  it('a demand for a nonce does not show that a verifier is compared (RFC 9449 §8)', async () => {
    const browser = createTestBrowser({
      policy: { ...WEAK, dpop: 'required' },
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const form = new URLSearchParams(await request.text());
        return form.has('code_verifier') ? undefined : oauthError('use_dpop_nonce');
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    const ids = ['missing-verifier-refused'];
    expect(evidence.probes['no-verifier']?.steps['deviating exchange']?.error).toBe('use_dpop_nonce');
    expect(evidence.probes['no-verifier']?.steps['right exchange']?.token).toBeDefined();
    expect(resultsOf(evidence, ids)).toEqual(notTestable(ids));
  });

  const ABOUT_TOKENS = ['id-token-refused', 'altered-token-refused', 'audience-checked'];

  it.each([404, 429, 500, 503])(
    'the status %i for every token does not show that a wrong token is accepted (RFC 9110 §15)',
    async (status) => {
      const browser = createTestBrowser({
        instead({ url, headers }) {
          const token = headers.get('Authorization') ?? '';
          return url === SERVER && token !== '' && token !== 'Bearer not-a-token'
            ? Response.json({}, { status, headers: READABLE })
            : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(evidence.probes['right-request']?.steps.call?.status).toBe(status);
      expect(resultsOf(evidence, ABOUT_TOKENS).sort()).toEqual(notTestable(ABOUT_TOKENS).sort());
    },
  );

  it('a refusal shows nothing before a call with the right token has got a response', async () => {
    const browser = createTestBrowser();
    const { probes, ...evidence } = await browser.probeAll(await browser.examine());
    const { 'right-request': _, ...others } = probes;
    const ids = ['audience-checked'];
    expect(resultsOf({ ...evidence, probes }, ids)).toEqual(['audience-checked: pass']);
    expect(resultsOf({ ...evidence, probes: others }, ids)).toEqual(notTestable(ids));
  });

  it('a token in the query is refused by the error, even if calls without a session have the same status (RFC 6750 §3.1)', async () => {
    const browser = createTestBrowser({
      async change({ method, url, headers }, response) {
        if (method !== 'POST' || !url.startsWith(SERVER)) return response;
        const status = 400;
        if (url.includes('access_token')) {
          return Response.json({ error: 'invalid_request' }, { status, headers: READABLE });
        }
        const isBearer = headers.get('Authorization')?.startsWith('Bearer ');
        const noSession = { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'No session' } };
        return isBearer && response.ok ? Response.json(noSession, { status, headers: READABLE }) : response;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    const { call, 'call with the token in the query': inQuery } =
      evidence.probes['right-request']?.steps ?? {};
    expect([call?.status, inQuery?.status]).toEqual([400, 400]);
    expect(resultsOf(evidence, ['query-token-refused'])).toEqual(['query-token-refused: pass']);
  });

  it('a server that blocks the client after a sign-in does not show that a rule is kept (RFC 6749 §5.2)', async () => {
    let exchanges = 0;
    const browser = createTestBrowser({
      policy: WEAK,
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const code = new URLSearchParams(await request.text()).get('code');
        if (code === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 1
          ? Response.json({ error: 'invalid_client' }, { status: 401, headers: READABLE })
          : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(evidence.probes['right-request']?.steps['right exchange']?.token).toBeDefined();
    expect(resultsOf(evidence, ENFORCED)).toEqual(notTestable(ENFORCED));
  });

  it('a server may answer invalid_client to a code without its verifier, if the right request then works', async () => {
    const browser = createTestBrowser({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const form = new URLSearchParams(await request.text());
        return form.has('code_verifier') || form.get('code') === 'not-a-code' || form.has('refresh_token')
          ? undefined
          : Response.json({ error: 'invalid_client' }, { status: 401, headers: READABLE });
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(evidence.probes['no-verifier']?.steps['deviating exchange']?.error).toBe('invalid_client');
    expect(resultsOf(evidence, ['missing-verifier-refused'])).toEqual(['missing-verifier-refused: pass']);
  });

  it.each<[string, () => Response]>([
    [
      'a page of a proxy',
      () => new Response('<h1>Log in</h1>', { headers: { ...READABLE, 'Content-Type': 'text/html' } }),
    ],
    [
      'an error of JSON-RPC',
      () =>
        Response.json(
          { jsonrpc: '2.0', id: 1, error: { code: -32_001, message: 'Unauthorized' } },
          { headers: READABLE },
        ),
    ],
    ['an empty object', () => Response.json({}, { headers: READABLE })],
    [
      'an error of JSON-RPC as text',
      () =>
        new Response('{"jsonrpc":"2.0","id":1,"error":{"code":-32001,"message":"Unauthorized"}}', {
          headers: READABLE,
        }),
    ],
    [
      'an error of JSON-RPC 1.0',
      () =>
        Response.json(
          { jsonrpc: '2.0', id: 1, result: null, error: { code: -32_001, message: 'Unauthorized' } },
          { headers: READABLE },
        ),
    ],
    [
      'a stream without a response',
      () => new Response(': hello\n\n', { headers: { ...READABLE, 'Content-Type': 'text/event-stream' } }),
    ],
  ])('%s with the status 200 does not show that a wrong token is accepted', async (_what, answer) => {
    const browser = createTestBrowser({
      instead({ url, headers }) {
        const token = headers.get('Authorization') ?? '';
        return url === SERVER && token !== '' && token !== 'Bearer not-a-token' ? answer() : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ABOUT_TOKENS).sort()).toEqual(notTestable(ABOUT_TOKENS).sort());
  });

  it('a revocation that a busy server did not carry out does not break the rule (RFC 7009 §2.2.1)', async () => {
    const browser = createTestBrowser({
      instead: ({ url }) =>
        url.endsWith('/revoke') ? new Response(null, { status: 503, headers: READABLE }) : undefined,
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(evidence.probes['right-request']?.steps['refresh after revocation']?.token).toBeDefined();
    expect(resultsOf(evidence, ['revocation-works'])).toEqual(['revocation-works: not testable']);
  });

  it.each([
    [404, undefined, 'Publish the address'],
    [405, undefined, 'Publish the address'],
    [400, 'unsupported_token_type', 'Revoke the refresh tokens of this client'],
    [401, 'invalid_client', 'and no secret'],
  ])(
    'a revocation endpoint that answers %i (%s) breaks the rule if the token still works',
    async (status, error, say) => {
      const browser = createTestBrowser({
        instead: ({ url }) =>
          url.endsWith('/revoke') ? Response.json({ error }, { status, headers: READABLE }) : undefined,
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(findingsOf(evidence).find(({ id }) => id === 'revocation-works')).toMatchObject({
        result: 'fail',
        saw: `The revocation endpoint answered ${error ?? status}, so no client can end this grant. The refresh token still works.`,
        fix: { say: expect.stringContaining(say) },
      });
    },
  );

  describe('a refresh token that is used again', () => {
    const formOf = async (request: Request) =>
      request.method === 'POST' && request.url.endsWith('/token')
        ? new URLSearchParams(await request.clone().text())
        : new URLSearchParams();
    const rotates = 'refresh-rotates';

    /** A server that accepts a replaced refresh token as many times. */
    function lenientServer(times: number) {
      const uses = new Map<string, number>();
      return createTestBrowser({
        async instead(request) {
          const token = (await formOf(request)).get('refresh_token');
          if (token === null) return undefined;
          const used = uses.get(token) ?? 0;
          uses.set(token, used + 1);
          if (used === 0 || used > times) return undefined;
          return Response.json(
            { access_token: `again-${used}`, token_type: 'Bearer', refresh_token: `sibling-${used}` },
            { headers: READABLE },
          );
        },
      });
    }

    it.each([
      [1, 'pass', 'It accepted the old refresh token again at once, but not a minute later.'],
      [
        2,
        'fail',
        'The server issued a new refresh token, but still accepted the old one more than a minute later.',
      ],
    ] as const)(
      'and is accepted %i times is judged by what happens after a minute',
      async (times, result, says) => {
        const browser = lenientServer(times);
        const evidence = await browser.probeAll(await browser.examine());
        const finding = findingsOf(evidence).find(({ id }) => id === rotates);
        expect(finding).toMatchObject({ result, [result === 'pass' ? 'note' : 'saw']: says });
      },
    );

    it('and whose later use got no response is neither kept nor broken', async () => {
      const browser = lenientServer(1);
      const { probes, ...evidence } = await browser.probeAll(await browser.examine());
      const refresh = probes.refresh;
      if (!refresh) throw new Error('The probe did not run.');
      const { 'old refresh token later': later, ...steps } = refresh.steps;
      expect(later?.status).toBe(400);
      const without = { ...evidence, probes: { ...probes, refresh: { ...refresh, steps } } };
      expect(resultsOf(without, [rotates])).toEqual([`${rotates}: not testable`]);
    });

    it('and that the server sends again is named as the same token', async () => {
      const browser = createTestBrowser({
        policy: { refreshTokenRotation: false },
        async change(request, response) {
          const sent = (await formOf(request)).get('refresh_token');
          if (sent === null || !response.ok) return response;
          return withMembers(() => true, { refresh_token: sent })(request, response);
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(findingsOf(evidence).find(({ id }) => id === rotates)).toMatchObject({
        result: 'fail',
        saw: 'The server issued the same refresh token again, which still works, also for a thief.',
      });
    });
  });

  it('a refusal of the first refresh is quoted', async () => {
    const refusal = { error: 'invalid_target', error_description: 'The resource is not allowed' };
    const browser = createTestBrowser({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        return new URLSearchParams(await request.text()).has('refresh_token')
          ? Response.json(refusal, { status: 400, headers: READABLE })
          : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(findingsOf(evidence).find(({ id }) => id === 'refresh-rotates')).toMatchObject({
      reason: 'The refresh was refused: invalid_target (“The resource is not allowed”).',
    });
  });

  it('a server that refuses every refresh does not show that it ends a grant', async () => {
    const browser = createTestBrowser({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const isRefresh = new URLSearchParams(await request.text()).has('refresh_token');
        return isRefresh ? oauthError('invalid_grant') : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    const rules = ['replay-revokes', 'revocation-works'];
    expect(resultsOf(evidence, rules)).toEqual(notTestable(rules));
  });

  it.each([401, 403])(
    'if the right token gets the status %i as well, the rule is neither kept nor broken',
    async (status) => {
      const rules = ['id-token-refused', 'altered-token-refused', 'query-token-refused', 'audience-checked'];
      const browser = createTestBrowser({
        instead({ url, headers }) {
          const token = headers.get('Authorization') ?? '';
          const isRefused = token !== '' && token !== 'Bearer not-a-token';
          return url.startsWith(SERVER) && isRefused
            ? Response.json({}, { status, headers: READABLE })
            : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: fail']);
      expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
    },
  );

  it('a response that is too long counts as readable for a page; a missing response shows nothing', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.probeAll(await browser.examine());
    const { cookies } = evidence.probes;
    const step = cookies?.steps['MCP server with cookies'];
    if (!cookies || !step || !evidence.authorizationEndpoint) throw new Error('The probe did not run.');
    const rules = ['authorization-endpoint-closed', 'no-cookies'];
    const ended = (outcome: 'too large' | 'timed out') => ({
      ...evidence,
      authorizationEndpoint: { ...step, outcome },
      probes: {
        ...evidence.probes,
        cookies: {
          ...cookies,
          steps: { ...cookies.steps, 'MCP server with cookies': { ...step, outcome } },
        },
      },
    });
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
    expect(resultsOf(ended('too large'), rules)).toEqual(rules.map((rule) => `${rule}: fail`));
    expect(resultsOf(ended('timed out'), rules)).toEqual(notTestable(rules));
  });

  it('tokens of any successful response break the rule, and are revoked', async () => {
    const revoked: (string | null)[] = [];
    const issued: string[] = [];
    const browser = createTestBrowser({
      policy: { verifierCheck: 'form only' },
      async instead(request) {
        if (!request.url.endsWith('/revoke')) return undefined;
        revoked.push(new URLSearchParams(await request.text()).get('token'));
        return undefined;
      },
      async change(request, response) {
        if (request.method !== 'POST' || !request.url.endsWith('/token') || !response.ok) return response;
        const json: { refresh_token: string } = await response.clone().json();
        issued.push(json.refresh_token);
        return new Response(response.body, { status: 201, headers: response.headers });
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['sign-in-works', 'wrong-verifier-refused'])).toEqual([
      'sign-in-works: pass',
      'wrong-verifier-refused: fail',
    ]);
    expect(revoked).toContain(issued[0]);
  });

  it('a token that is accepted breaks the rule, even if the right token is refused', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.probeAll(await browser.examine());
    const probe = evidence.probes['right-request'];
    const { call, 'call with an altered token': altered } = probe?.steps ?? {};
    if (!probe || !call || !altered) throw new Error('The probe did not run.');
    const steps = {
      ...probe.steps,
      call: { ...call, status: 401 },
      'call with an altered token': { ...altered, status: 200, content: 'JSON-RPC result' as const },
    };
    const probes = { ...evidence.probes, 'right-request': { ...probe, steps } };
    expect(resultsOf({ ...evidence, probes }, ['altered-token-refused'])).toEqual([
      'altered-token-refused: fail',
    ]);
  });
});
