import { describe, expect, it } from 'vitest';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { withoutCode } from '../testing/changes.ts';
import {
  answered,
  expectResults,
  findingsOf,
  notTestable,
  probed,
  refused,
  resultsOf,
  withSteps,
} from '../testing/reports.ts';

import { exchanging, isTokenRequest } from '../testing/requests.ts';
import { bare, cors, forbidden, oauthError } from '../testing/responses.ts';
import { ENFORCED, WEAK } from '../testing/weak-policies.ts';
import type { Evidence } from './evidence.ts';

const lost = () => Promise.reject(new TypeError('fetch failed'));

describe('the report’s conclusions about a correct request that fails:', () => {
  it.each(['timed out', 'blocked', 'stopped'] as const)(
    'a request with the outcome “%s” decides no rule',
    async (outcome) => {
      const evidence = await probed();
      const { 'right exchange': exchange, call } = evidence.probes['right-request']?.steps ?? {};
      if (!exchange || !call) throw new Error('The probe did not run.');
      const { token: _, ...withoutToken } = exchange;
      const unseen = { outcome, status: 0, headers: {} };
      const lost = { ...call, ...unseen };
      // Without these two probes, no call but the lost one could show that the token works.
      const { refresh: _later, 'later-request': _last, ...probes } = evidence.probes;
      for (const changed of [
        withSteps(evidence, 'right-request', () => ({ 'right exchange': { ...withoutToken, ...unseen } })),
        withSteps({ ...evidence, probes }, 'right-request', (steps) => ({
          ...steps,
          call: lost,
          'call again': lost,
        })),
      ]) {
        expectResults(changed, 'sign-in-works: not testable');
      }
    },
  );

  it.each([
    ['gets lost', lost],
    ['is refused by a firewall', () => forbidden(401)],
    ['is refused for its code', () => oauthError('invalid_grant')],
  ])('a token request that %s once does not prove a failed sign-in', async (_what, answer) => {
    const counts: number[] = [];
    const isFirst = (count: number) => counts.push(count) === 1;
    const evidence = await probed({ instead: exchanging(isFirst, answer) });
    expect(counts.length).toBeGreaterThan(1);
    expectResults(evidence, 'sign-in-works: not testable');
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
    expectResults(evidence, `sign-in-works: ${result}`);
  });

  it.each(['Forbidden', 'captcha_required'])(
    'no rule is broken if a firewall starts to send “%s” after the examination',
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
  ])('no rule is broken if a later response contradicts the first: %s', async (result, is, answer) => {
    let isExamining = true;
    const evidence = await probed({
      async instead(request) {
        isExamining &&= !(request.method === 'POST' && request.url.includes('/authorize'));
        return isExamining && (await is(request)) ? answer() : undefined;
      },
    });
    expectResults(evidence, result);
  });

  it('a refusal of one correct request breaks no rule if the same request of another probe works', async () => {
    const evidence = await probed();
    expectResults(answered(evidence, 'right-request', 'invalid_request'), 'sign-in-works: not testable');
    const refusedCalls = withSteps(evidence, 'right-request', ({ call, ...steps }) => ({
      ...steps,
      ...(call && { call: { ...call, status: 401 }, 'call again': { ...call, status: 401 } }),
    }));
    expectResults(refusedCalls, 'sign-in-works: pass');

    const { probes, ...bound } = await probed({ policy: { dpop: 'required' } });
    const { 'right-request': right, 'dpop-refresh': other } = probes;
    const { 'right exchange': exchange } = right?.steps ?? {};
    if (!right || !exchange || !other) throw new Error('The probes did not run.');
    const refusedFirst = { ...right, steps: { 'right exchange': refused(exchange) } };
    const withOthers = (more: Evidence['probes']) => ({
      ...bound,
      probes: { 'right-request': refusedFirst, ...more },
    });
    expectResults(withOthers({ 'dpop-refresh': other }), 'sign-in-works: not testable');
    expectResults(withOthers({}), 'sign-in-works: fail');
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
      expectResults(evidence, result);
    },
  );

  it('a person who cancels breaks no rule, even if the server has a special error for cancelling', async () => {
    const evidence = answered(await probed(), 'right-request', 'user_cancelled_login');
    expectResults(evidence, 'sign-in-works: not testable');
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
    expectResults(evidence, 'sign-in-works: pass');
  });

  it('a lost request decides no rule about what a page can read', async () => {
    const rules = ['sign-in-works', 'no-cookies', 'dpop-readable'];
    const never = () => false;
    const resultsFor = async (isHidden: (request: Request) => boolean, isLost: typeof isHidden) => {
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
    expect(await resultsFor(never, never)).toEqual(rules.map((rule) => `${rule}: pass`).sort());
    expect(await resultsFor(hasProof, never)).toContain('dpop-readable: fail');
    expect(await resultsFor(never, hasProof)).toContain('dpop-readable: not testable');
    const isSignedIn = ({ headers }: Request) => (headers.get('Authorization') ?? '').length > 100;
    expect(await resultsFor(isSignedIn, never)).toContain('sign-in-works: fail');
    const lost = await resultsFor(never, isSignedIn);
    expect(lost).toEqual(expect.arrayContaining(notTestable(rules.slice(0, 2))));
  });

  it('an error in response to every request of the client does not prove that a rule is kept', async () => {
    const evidence = await probed({ policy: WEAK, change: withoutCode('invalid_scope') });
    expectResults(evidence, ...notTestable(ENFORCED));
  });
});
