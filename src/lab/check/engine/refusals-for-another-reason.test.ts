import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { withHeaders, withMembers, withoutCode } from '../testing/changes.ts';
import {
  answered,
  expectResults,
  findingsOf,
  notTestable,
  probed,
  refused,
  reportOn,
  resultsOf,
  withSteps,
} from '../testing/reports.ts';
import { atTokenEndpoint, exchanging, isTokenRequest, postsTo } from '../testing/requests.ts';
import { bare, cors, corsJson, forbidden, oauthError, webPage } from '../testing/responses.ts';
import { ENFORCED, WEAK } from '../testing/weak-policies.ts';
import type { ProbeId, StepName } from './probes/probe.ts';

const LATER = { 'Retry-After': '30', 'Access-Control-Expose-Headers': 'Retry-After' };

/** A token endpoint that gives this response to a code that it has seen before. */
const refusingReuse = (answer: (code: string) => Response) => {
  const seen = new Set<string>();
  return atTokenEndpoint((form) => {
    const code = form.get('code');
    if (code !== null && seen.has(code)) return answer(code);
    if (code !== null) seen.add(code);
    return undefined;
  });
};

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
    const evidence = await probed({ policy: WEAK, instead: exchanging((count) => count > 1, answer) });
    expect(evidence.probes['right-request']?.steps['right exchange']?.token).toBeDefined();
    expectResults(evidence, ...notTestable([...ENFORCED, 'revocation-works']));
  });

  it.each([
    ['invalid_request', 'not testable'],
    ['invalid_grant', 'pass'],
  ])('the error %s, which the correct exchange gets, too, leaves the rule “%s”', async (error, result) => {
    const used = new Set<string | null>();
    const evidence = await probed({
      policy: { verifierCheck: 'form only' },
      instead: atTokenEndpoint((form) => {
        if (!form.has('code')) return undefined;
        const isUsed = used.has(form.get('code'));
        if (!form.has('code_verifier')) used.add(form.get('code'));
        return isUsed || !form.has('code_verifier') ? oauthError(error) : undefined;
      }),
    });
    expectResults(evidence, `missing-verifier-refused: ${result}`);
  });

  it('a rate limit whose message repeats the authorization code does not prove that a code works once', async () => {
    const evidence = await probed({
      policy: { codeSingleUse: false },
      instead: refusingReuse((code) => oauthError('invalid_grant', 400, `login rate exceeded for ${code}`)),
    });
    expect(reportOn(evidence).reason('code-works-once')).toBe(
      'It answered 400 (invalid_grant: “login rate exceeded for”), which is not a refusal.',
    );
  });

  it('a form-encoded refusal counts even with the status 200, which GitHub sends', async () => {
    const form = 'error=bad_verification_code&error_description=The+code+is+wrong';
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const evidence = await probed({
      change: async (request, response) =>
        isTokenRequest(request) && response.status === 400 ? cors(form, 200, type) : response,
    });
    expectResults(evidence, 'wrong-verifier-refused: pass', 'code-works-once: pass');
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
    expectResults(evidence, ...notTestable(rules));
  });

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
    const refusing = withSteps(early, next, ({ refresh, ...steps }) => ({
      ...steps,
      ...(refresh && { refresh: refused(refresh) }),
    }));
    const without = withSteps(early, next, ({ refresh: _, ...steps }) => steps);
    for (const seen of [refusing, without]) expectResults(seen, `${rule}: not testable`);
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
    const browser = createTestBrowser({ policy });
    const before = await browser.probeAll(await browser.examine());
    const at = before.probes[id]?.steps[name]?.exchangeId;
    const earlier = browser.log.getSnapshot().filter((exchange) => exchange.id < Number(at));
    const count = earlier.filter(({ request }) => isTokenRequest(request)).length;
    let requests = 0;
    const evidence = await probed({
      policy,
      instead(request) {
        if (!isTokenRequest(request)) return undefined;
        requests += 1;
        return requests === count + 1 ? oauthError('invalid_grant') : undefined;
      },
    });
    expectResults(before, `${rule}: fail`);
    expectResults(evidence, `${rule}: fail`);
  });

  it.each([
    ['invalid_request', 'pass'],
    ['server_error', 'not testable'],
  ])('the error %s in response to a wrong redirect URI leaves the rule “%s”', async (error, result) => {
    expectResults(answered(await probed(), 'changed-redirect-uri', error), `redirect-uri-exact: ${result}`);
  });

  it('a refused refresh does not prove that a revocation works if the server refused the revocation', async () => {
    const evidence = await probed({ instead: postsTo('/revoke', () => bare(503)) });
    const after = evidence.probes['right-request']?.steps['refresh after revocation'];
    if (!after) throw new Error('The probe did not run.');
    const steps = { 'refresh after revocation': refused(after) };
    const changed = withSteps(evidence, 'right-request', (before) => ({ ...before, ...steps }));
    expectResults(changed, 'revocation-works: not testable');
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
    expectResults(evidence, 'sign-in-works: pass', ...notTestable(rules));
  });

  it('a server that refuses every code from some exchange on does not prove that a code expires', async () => {
    const evidence = await probed();
    const late = evidence.probes['late-code']?.steps['deviating exchange'];
    const next = evidence.probes.refresh?.steps['right exchange'];
    if (!late || !next) throw new Error('The probes did not run.');
    expect(next.exchangeId).toBeGreaterThan(late.exchangeId);
    const refusedNext = { 'right exchange': { ...late, exchangeId: next.exchangeId } };
    expectResults(evidence, 'late-code-refused: pass');
    const changed = withSteps(evidence, 'refresh', () => refusedNext);
    expectResults(changed, 'late-code-refused: not testable');
  });

  it.each([
    [3600, 'pass'],
    [0, 'fail'],
    [-1, 'fail'],
  ])(
    'with an expires_in of %i, the rule about short lifetimes has the result “%s” (RFC 6749 §5.1)',
    async (expires_in, result) => {
      const evidence = await probed({ change: withMembers(isTokenRequest, { expires_in }) });
      expectResults(evidence, `short-life: ${result}`);
    },
  );

  it('a code that the first exchange uses up does not prove that the server requires a challenge', async () => {
    const evidence = await probed({
      policy: { pkceRequired: false },
      instead: refusingReuse(() => oauthError('invalid_grant')),
    });
    expect(evidence.probes['no-challenge']?.response?.code).toBe(true);
    expectResults(evidence, 'challenge-required: not testable', 'downgrade-refused: pass');
  });
});
