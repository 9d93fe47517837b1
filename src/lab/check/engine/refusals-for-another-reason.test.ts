import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { oauthError, READABLE, webPage, withMembers } from '../testing/changes.ts';
import type { Evidence } from './evidence.ts';
import { findingsOf } from './findings.ts';

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
    [
      'a rate limit with the code of a refusal',
      () => oauthError('invalid_grant', 400, 'login rate exceeded'),
    ],
    ['a firewall with the code of a refusal', () => oauthError('invalid_request', 403, 'CSRF check')],
    ['a failing server that names the token', () => oauthError('token_generation_failed')],
    ['an error that nobody knows', () => oauthError('unknown_error')],
    ['a fault that is not in the request', () => oauthError('invalid_configuration')],
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
        { ...before, status: 400, error: 'invalid_grant', description: 'Temporarily unavailable' },
        { ...before, status: 400, error: 'unknown_exception' },
        { ...before, status: 400, error: 'unsupported_grant_type' },
        { ...withoutError, status: 400, content: 'JSON, not JSON-RPC' as const },
        { ...withoutError, status: 403, content: 'web page' as const },
      ]) {
        const probes = { ...evidence.probes, [id]: { ...probe, steps: { ...probe.steps, [step]: answer } } };
        expect(resultsOf({ ...evidence, probes }, rules), JSON.stringify(answer)).toEqual(notTestable(rules));
      }
    },
  );

  it('a rate limit that repeats the code does not show that a code works once', async () => {
    const seen = new Set<string | null>();
    const browser = createTestBrowser({
      policy: { codeSingleUse: false },
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const code = new URLSearchParams(await request.text()).get('code');
        const isSeen = code !== null && seen.has(code);
        seen.add(code);
        return isSeen ? oauthError('invalid_grant', 400, `login rate exceeded for ${code}`) : undefined;
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(findingsOf(evidence).find(({ id }) => id === 'code-works-once')).toMatchObject({
      result: 'not testable',
      reason: 'It answered 400 (invalid_grant: “login rate exceeded for”), which is not a refusal.',
    });
  });

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
    expect(findingsOf(evidence).find(({ id }) => id === 'missing-verifier-refused')).toMatchObject({
      result: 'pass',
      note: 'It answered 400 and gave no reason that clients can read.',
    });
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
    ['unauthorized_client', ''],
    ['user_cancelled_login', ''],
    ['consent_required', ''],
    ['mfa_required', ''],
    ['admin_policy_enforced', ''],
    ['invalid_request', 'Too many requests'],
  ])(
    '%s (%s) after a first sign-in does not show that a server refuses a request (RFC 6749 §4.1.2.1)',
    async (error, description) => {
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
          url.searchParams.set('error_description', description);
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
    ['a failure to verify tokens', () => oauthError('invalid_token', 401, 'Introspection is unavailable')],
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

  it.each([402, 407, 421, 451])(
    'a gateway that answers %i to every token, but not to an invalid one, does not show that tokens are accepted',
    async (status) => {
      const browser = createTestBrowser({
        change: ({ url, headers }, response) =>
          url.startsWith(SERVER) && (headers.get('Authorization') ?? '').length > 100
            ? new Response('No.', { status, headers: READABLE })
            : response,
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['audience-checked', 'altered-token-refused'])).toEqual([
        'audience-checked: not testable',
        'altered-token-refused: not testable',
      ]);
    },
  );

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
});
