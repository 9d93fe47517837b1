import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { withHeaders, withMembers, withoutCode } from '../testing/changes.ts';
import { findingsOf, notTestable, probed, reportOn, resultsOf, withSteps } from '../testing/reports.ts';
import { atTokenEndpoint, postsTo } from '../testing/requests.ts';
import { bare, cors, corsJson, forbidden, oauthError, webPage } from '../testing/responses.ts';
import { ENFORCED, WEAK } from '../testing/weak-policies.ts';
import type { Evidence } from './evidence.ts';
import type { ProbeId, StepName, StepSeen } from './probes/probe.ts';

const lost = () => Promise.reject(new TypeError('fetch failed'));

/** The evidence with an error in response to the authorization request of a probe. */
const answered = ({ probes, ...evidence }: Evidence, id: ProbeId, error: string): Evidence => ({
  ...evidence,
  probes: {
    ...probes,
    [id]: { status: 'answered', response: { exchangeId: 1, code: false, refused: true, error }, steps: {} },
  },
});

const isTokenRequest = ({ method, url }: Request) => method === 'POST' && url.endsWith('/token');

const LATER = { 'Retry-After': '30', 'Access-Control-Expose-Headers': 'Retry-After' };

const refusedRefresh = ({ token: _, ...step }: StepSeen) => ({
  refresh: { ...step, status: 400, error: 'invalid_grant' },
});

describe('the report’s conclusions about a refusal:', () => {
  // `refusal-sweep.test.ts` tests the other responses.
  it.each([
    ['a page of a proxy', () => cors('<p>Wait</p>')],
    ['a page of a firewall', () => webPage(403)],
    ['the JSON of a firewall', forbidden],
    ['a refusal of the client', () => oauthError('invalid_client', 401)],
    ['a rate limit with a refusal code', () => oauthError('invalid_grant', 400, 'login rate exceeded')],
    ['a limit with the code of a refusal, and without words', () => oauthError('invalid_grant')],
    [
      'a refusal until later',
      () => withHeaders(() => true, LATER)(new Request(SERVER), oauthError('invalid_grant')),
    ],
  ])('%s after the first exchange is no evidence (RFC 6749 §5.2)', async (_what, answer) => {
    let exchanges = 0;
    const evidence = await probed({
      policy: WEAK,
      instead: atTokenEndpoint((form) => {
        if (form.get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 1 ? answer() : undefined;
      }),
    });
    expect(evidence.probes['right-request']?.steps['right exchange']?.token).toBeDefined();
    expect(resultsOf(evidence, ENFORCED)).toEqual(notTestable(ENFORCED));
    expect(resultsOf(evidence, ['revocation-works'])).toEqual(notTestable(['revocation-works']));
  });

  it('an error that the correct exchange gets, too, decides the rule only if the error is about the code', async () => {
    for (const [error, result] of [
      ['invalid_request', 'not testable'],
      ['invalid_grant', 'pass'],
    ] as const) {
      const used = new Set<string | null>();
      const browser = createTestBrowser({
        policy: { verifierCheck: 'form only' },
        async instead(request) {
          if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
          const form = new URLSearchParams(await request.text());
          if (!form.has('code')) return undefined;
          const isUsed = used.has(form.get('code'));
          if (!form.has('code_verifier')) used.add(form.get('code'));
          return isUsed || !form.has('code_verifier') ? oauthError(error) : undefined;
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['missing-verifier-refused'])).toEqual([
        `missing-verifier-refused: ${result}`,
      ]);
    }
  });

  it('a rate limit whose message repeats the authorization code does not prove that a code works once', async () => {
    const seen = new Set<string | null>();
    const evidence = await probed({
      policy: { codeSingleUse: false },
      instead: atTokenEndpoint((form) => {
        const code = form.get('code');
        const isSeen = code !== null && seen.has(code);
        seen.add(code);
        return isSeen ? oauthError('invalid_grant', 400, `login rate exceeded for ${code}`) : undefined;
      }),
    });
    expect(reportOn(evidence).reason('code-works-once')).toBe(
      'It answered 400 (invalid_grant: “login rate exceeded for”), which is not a refusal.',
    );
  });

  it('a form-encoded refusal counts even with the status 200, which GitHub sends', async () => {
    const browser = createTestBrowser({
      change: async (request, response) =>
        request.method === 'POST' && request.url.endsWith('/token') && response.status === 400
          ? cors('error=bad_verification_code&error_description=The+code+is+wrong', 200, {
              'Content-Type': 'application/x-www-form-urlencoded',
            })
          : response,
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['wrong-verifier-refused', 'code-works-once'])).toEqual([
      'wrong-verifier-refused: pass',
      'code-works-once: pass',
    ]);
  });

  it('a refusal without an OAuth error counts if the same request then works without the deviation', async () => {
    const evidence = await probed({
      instead: atTokenEndpoint((form) =>
        form.has('code_verifier') || form.has('refresh_token') ? undefined : forbidden(400),
      ),
    });
    expect(reportOn(evidence).note('missing-verifier-refused')).toBe(
      'It answered 400 and gave no reason that clients can read.',
    );
  });

  it.each([
    ['user_cancelled_login', ''],
    ['mfa_required', ''],
    ['invalid_request', ''],
    ['invalid_request', 'Too many requests'],
  ])('%s (%s) after a first sign-in proves no refusal (RFC 6749 §4.1.2.1)', async (error, description) => {
    const evidence = await probed({ policy: WEAK, change: withoutCode(error, 1, description) });
    const rules = [
      'plain-refused',
      'omitted-method-refused',
      'challenge-required',
      'unknown-resource-refused',
    ];
    expect(evidence.probes['right-request']?.response?.code).toBe(true);
    expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
  });

  it.each(['timed out', 'blocked', 'stopped'] as const)(
    'a request with the outcome “%s” decides no rule',
    async (outcome) => {
      const evidence = await probed();
      const { 'right exchange': exchange, call } = evidence.probes['right-request']?.steps ?? {};
      if (!exchange || !call) throw new Error('The probe did not run.');
      const { token: _, ...withoutToken } = exchange;
      const unseen = { outcome, status: 0, headers: {} };
      const lost = { ...call, ...unseen };
      // Without these two probes, only the lost call could show that the token works.
      const { refresh: _later, 'later-request': _last, ...probes } = evidence.probes;
      for (const changed of [
        withSteps(evidence, 'right-request', () => ({ 'right exchange': { ...withoutToken, ...unseen } })),
        withSteps({ ...evidence, probes }, 'right-request', (steps) => ({
          ...steps,
          call: lost,
          'call again': lost,
        })),
      ]) {
        expect(resultsOf(changed, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
      }
    },
  );

  it.each([
    ['gets lost', lost],
    ['is refused by a firewall', () => forbidden(401)],
    ['is refused for its code', () => oauthError('invalid_grant')],
  ])('a token request that %s once does not prove a failed sign-in', async (_what, answer) => {
    let exchanges = 0;
    const evidence = await probed({
      instead: atTokenEndpoint((form) => {
        if (form.get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges === 1 ? answer() : undefined;
      }),
    });
    expect(exchanges).toBeGreaterThan(1);
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
  });

  it.each([
    ['the first pushed request', 'pass', (count: number) => count === 1],
    ['every pushed request', 'not testable', () => true],
  ])('the loss of %s breaks no rule (sign-in-works: %s)', async (_what, result, isLost) => {
    let pushes = 0;
    const evidence = await probed({
      policy: { pushedAuthorizationRequests: 'required' },
      instead({ url }) {
        if (!url.endsWith('/par')) return undefined;
        pushes += 1;
        return isLost(pushes) ? lost() : undefined;
      },
    });
    expect(findingsOf(evidence).filter((finding) => finding.result === 'fail')).toEqual([]);
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual([`sign-in-works: ${result}`]);
  });

  it.each(['Forbidden', 'captcha_required'])(
    '“%s” from a firewall that blocks only after the examination breaks no rule',
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

  it.each<[string, (request: Request) => Promise<boolean> | boolean, () => Response]>([
    ['token-endpoint-answers: pass', isTokenRequest, () => bare(404)],
    ['token-endpoint-readable: pass', isTokenRequest, () => cors(null, 302, { Location: '/login' })],
    [
      'refuses-nonsense: not testable',
      ({ headers }) => headers.get('Authorization') === 'Bearer not-a-token',
      () => bare(400),
    ],
  ])('a first response that a later response contradicts breaks no rule: %s', async (result, is, answer) => {
    let isExamining = true;
    const evidence = await probed({
      async instead(request) {
        isExamining &&= !(request.method === 'POST' && request.url.includes('/authorize'));
        return isExamining && (await is(request)) ? answer() : undefined;
      },
    });
    expect(resultsOf(evidence, [result.split(':')[0] ?? ''])).toEqual([result]);
  });

  it('a refusal of one correct request breaks no rule if the same request of another probe works', async () => {
    const rule = ['sign-in-works'];
    const evidence = await probed();
    expect(resultsOf(answered(evidence, 'right-request', 'invalid_request'), rule)).toEqual(
      notTestable(rule),
    );
    const refusedCalls = withSteps(evidence, 'right-request', ({ call, ...steps }) => ({
      ...steps,
      ...(call && { call: { ...call, status: 401 }, 'call again': { ...call, status: 401 } }),
    }));
    expect(resultsOf(refusedCalls, rule)).toEqual(['sign-in-works: pass']);

    const { probes, ...bound } = await probed({ policy: { dpop: 'required' } });
    const { 'right-request': right, 'dpop-refresh': other } = probes;
    const { 'right exchange': exchange } = right?.steps ?? {};
    if (!right || !exchange || !other) throw new Error('The probes did not run.');
    const { token: _, ...refused } = { ...exchange, status: 400, error: 'invalid_grant' };
    const withOthers = (more: Evidence['probes']) => ({
      ...bound,
      probes: { 'right-request': { ...right, steps: { 'right exchange': refused } }, ...more },
    });
    expect(resultsOf(withOthers({ 'dpop-refresh': other }), rule)).toEqual(notTestable(rule));
    expect(resultsOf(withOthers({}), rule)).toEqual(['sign-in-works: fail']);
  });

  it.each([
    ['S256', 'sign-in-works: pass'],
    ['plain', 'plain-refused: fail'],
  ])(
    'one refusal of a pushed request with %s is no evidence if the server accepts the repeated request (%s)',
    async (method, result) => {
      let refusals = 0;
      const evidence = await probed({
        policy: { pushedAuthorizationRequests: 'required', plainAllowed: true },
        async instead(request) {
          if (request.method !== 'POST' || !request.url.endsWith('/par')) return undefined;
          const form = new URLSearchParams(await request.text());
          if (refusals || form.get('code_challenge_method') !== method) return undefined;
          refusals += 1;
          return oauthError('invalid_request');
        },
      });
      expect(resultsOf(evidence, [result.split(':')[0] ?? ''])).toEqual([result]);
    },
  );

  it.each<[string, ProbeId]>([
    ['plain-refused', 'plain'],
    ['challenge-required', 'no-challenge'],
    ['late-code-refused', 'late-code'],
    ['code-works-once', 'replayed-code'],
    ['replay-revokes', 'replayed-code'],
    ['revocation-works', 'right-request'],
    ['refresh-rotates', 'refresh'],
    ['refresh-reuse-noticed', 'refresh'],
  ])('“%s” does not count as kept until a correct request works after the refusal', async (rule, id) => {
    const { probes, ...evidence } = await probed();
    const { 'right-request': right, [id]: probe } = probes;
    if (!right || !probe) throw new Error('The probes did not run.');
    const early = { ...evidence, probes: { 'right-request': right, [id]: probe } };
    expect(resultsOf({ ...evidence, probes }, [rule])).toEqual([`${rule}: pass`]);
    expect(findingsOf(early).find((finding) => finding.id === rule)).toMatchObject({
      result: 'not testable',
      awaits: 'later-request',
    });
  });

  it.each<[string, ProbeId]>([
    ['refresh-rotates', 'later-request'],
    ['refresh-reuse-noticed', 'later-request'],
    ['revocation-works', 'refresh'],
    ['replay-revokes', 'refresh'],
  ])('“%s” does not count as kept if no refresh works after a refusal', async (rule, next) => {
    const evidence = await probed();
    const { 'later-request': last, ...probes } = evidence.probes;
    const early = next === 'refresh' || !last ? { ...evidence, probes } : evidence;
    for (const change of [refusedRefresh, () => ({})]) {
      const seen = withSteps(early, next, ({ refresh, ...steps }) => ({
        ...steps,
        ...(refresh && change(refresh)),
      }));
      expect(resultsOf(seen, [rule])).toEqual(notTestable([rule]));
    }
  });

  it.each<[string, Partial<Policy>, ProbeId, StepName]>([
    ['wrong-verifier-refused', { verifierCheck: 'form only' }, 'wrong-verifier', 'deviating exchange'],
    [
      'downgrade-refused',
      { pkceRequired: false, downgradeRefused: false },
      'no-challenge',
      'exchange with a verifier',
    ],
    ['resource-bound', { audienceRestriction: false }, 'wrong-resource-at-token', 'deviating exchange'],
    ['late-code-refused', { codeLifetimeMs: 3600_000 }, 'late-code', 'deviating exchange'],
    ['code-works-once', { codeSingleUse: false }, 'replayed-code', 'same code again'],
    ['refresh-rotates', { refreshTokenRotation: false }, 'refresh', 'old refresh token again'],
    ['refresh-reuse-noticed', { refreshReuseDetection: false }, 'refresh', 'new refresh token'],
  ])('“%s” is broken even if the server refuses one wrong request first', async (rule, policy, id, name) => {
    const isToken = ({ url, method }: Request) => method === 'POST' && url.endsWith('/token');
    const browser = createTestBrowser({ policy });
    const before = await browser.probeAll(await browser.examine());
    const at = before.probes[id]?.steps[name]?.exchangeId;
    const earlier = browser.log.getSnapshot().filter((exchange) => exchange.id < Number(at));
    const count = earlier.filter(
      ({ request }) => request.method === 'POST' && request.url.endsWith('/token'),
    ).length;
    let requests = 0;
    const evidence = await probed({
      policy,
      instead(request) {
        if (!isToken(request)) return undefined;
        requests += 1;
        return requests === count + 1 ? oauthError('invalid_grant') : undefined;
      },
    });
    expect(resultsOf(before, [rule])).toEqual([`${rule}: fail`]);
    expect(resultsOf(evidence, [rule])).toEqual([`${rule}: fail`]);
  });

  it('a person who cancels breaks no rule, even if the server has a special error for cancelling', async () => {
    const evidence = answered(await probed(), 'right-request', 'user_cancelled_login');
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(notTestable(['sign-in-works']));
  });

  it('the error server_error does not prove that a server compares redirect URIs', async () => {
    const evidence = await probed();
    for (const [error, result] of [
      ['invalid_request', 'pass'],
      ['server_error', 'not testable'],
    ] as const) {
      const refused = answered(evidence, 'changed-redirect-uri', error);
      expect(resultsOf(refused, ['redirect-uri-exact'])).toEqual([`redirect-uri-exact: ${result}`]);
    }
  });

  it('a refused refresh does not prove that a revocation works if the server refused the revocation', async () => {
    const evidence = await probed({ instead: postsTo('/revoke', () => bare(503)) });
    const after = evidence.probes['right-request']?.steps['refresh after revocation'];
    if (!after) throw new Error('The probe did not run.');
    const { token: _, ...refused } = { ...after, status: 400, error: 'invalid_grant' };
    const changed = withSteps(evidence, 'right-request', (steps) => ({
      ...steps,
      'refresh after revocation': refused,
    }));
    expect(resultsOf(changed, ['revocation-works'])).toEqual(notTestable(['revocation-works']));
  });

  it.each([
    ['a page of a firewall', () => webPage(403)],
    ['the JSON of a firewall', forbidden],
    ['a refusal of every token', () => corsJson({}, 401)],
    ['a failure to verify tokens', () => oauthError('invalid_token', 401, 'Introspection is unavailable')],
  ])('%s from the second call on does not prove that a token is refused', async (_what, answer) => {
    let calls = 0;
    const evidence = await probed({
      checkAudience: false,
      policy: { audienceRestriction: false },
      instead({ url, headers, method }) {
        const token = headers.get('Authorization') ?? '';
        if (!url.startsWith(SERVER) || method === 'OPTIONS') return undefined;
        if (token !== 'Bearer not-a-token' && token !== '') calls += 1;
        return calls > 1 ? answer() : undefined;
      },
    });
    const rules = ['id-token-refused', 'altered-token-refused'];
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
    expect(resultsOf(evidence, rules).sort()).toEqual(notTestable(rules).sort());
  });

  it('a server that refuses every code from some exchange on does not prove that a code expires', async () => {
    const evidence = await probed();
    const late = evidence.probes['late-code']?.steps['deviating exchange'];
    const next = evidence.probes.refresh?.steps['right exchange'];
    if (!late || !next) throw new Error('The probes did not run.');
    expect(next.exchangeId).toBeGreaterThan(late.exchangeId);
    const refused = withSteps(evidence, 'refresh', () => ({
      'right exchange': { ...late, exchangeId: next.exchangeId },
    }));
    expect(resultsOf(evidence, ['late-code-refused'])).toEqual(['late-code-refused: pass']);
    expect(resultsOf(refused, ['late-code-refused'])).toEqual(notTestable(['late-code-refused']));
  });

  it.each([
    ['gets lost', lost],
    ['is refused', () => forbidden()],
  ])('a call that %s once does not prove a failed sign-in if it then works', async (_what, answer) => {
    let calls = 0;
    const evidence = await probed({
      instead({ url, headers, method }) {
        if (url !== SERVER || method !== 'POST' || (headers.get('Authorization') ?? '').length < 100)
          return undefined;
        calls += 1;
        return calls === 1 ? answer() : undefined;
      },
    });
    expect(calls).toBeGreaterThan(2);
    expect(resultsOf(evidence, ['sign-in-works'])).toEqual(['sign-in-works: pass']);
  });

  it('an expires_in of 0 or less breaks the rule about short lifetimes (RFC 6749 §5.1)', async () => {
    for (const [expires_in, result] of [
      [3600, 'pass'],
      [0, 'fail'],
      [-1, 'fail'],
    ] as const) {
      const evidence = await probed({
        change: withMembers(({ url, method }) => url.endsWith('/token') && method === 'POST', { expires_in }),
      });
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

  it('an error in response to every request of the client does not prove that a rule is kept', async () => {
    const evidence = await probed({ policy: WEAK, change: withoutCode('invalid_scope') });
    expect(resultsOf(evidence, ENFORCED)).toEqual(notTestable(ENFORCED));
  });

  it('a code that the first exchange uses up does not prove that the server requires a challenge', async () => {
    const used = new Set<string | null>();
    const evidence = await probed({
      policy: { pkceRequired: false },
      instead: atTokenEndpoint((form) => {
        const code = form.get('code');
        const isUsed = code !== null && used.has(code);
        used.add(code);
        return isUsed ? oauthError('invalid_grant') : undefined;
      }),
    });
    expect(evidence.probes['no-challenge']?.response?.code).toBe(true);
    expect(resultsOf(evidence, ['challenge-required'])).toEqual(['challenge-required: not testable']);
    expect(resultsOf(evidence, ['downgrade-refused'])).toEqual(['downgrade-refused: pass']);
  });
});
