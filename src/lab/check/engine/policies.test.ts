import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser } from '../testing/browser.ts';
import { inTurn, issuerWith, resourceWith, withHeaders, withMembers } from '../testing/changes.ts';
import { brokenRules, examined, findingsOf, probed } from '../testing/reports.ts';
import { isMcp, isResourceMetadata, postsTo } from '../testing/requests.ts';
import { oauthError, READABLE } from '../testing/responses.ts';
import { WEAKENED } from '../testing/weak-policies.ts';
import type { Evidence } from './evidence.ts';
import { probeSettings } from './probes/requests.ts';
import { trustNeeded } from './probes/trust.ts';

describe('the report on a server', () => {
  it.each(Object.entries(WEAKENED))('finds the rules that a weak %s breaks', async (_name, expectation) => {
    const found = 'found' in expectation ? expectation.found : [];
    expect(await brokenRules({ policy: expectation.weak })).toEqual(found);
  });

  it.each<[string | undefined, string[], string[]]>([
    ['Bearer scope="a b"', ['c'], ['a', 'b']],
    ['Bearer', ['c', 'd'], ['c', 'd']],
    [undefined, [], []],
  ])(
    'requests the scopes of the challenge %s, or else the scopes of the metadata: %j',
    async (header, listed, scopes) => {
      const challenged = withHeaders(isMcp, { 'WWW-Authenticate': header });
      const listing = withMembers(isResourceMetadata, { scopes_supported: listed });
      const settings = probeSettings(await examined({ change: inTurn(challenged, listing) }));
      // The last two scopes come from the list of the authorization server.
      expect(settings).toMatchObject({ scope: [...scopes, 'openid', 'offline_access'].join(' ') });
    },
  );

  it('logs the navigation of the browser to the authorization server and back', async () => {
    const browser = createTestBrowser();
    await browser.probeAll(await browser.examine());
    const [there, back] = browser.log.getSnapshot().filter(({ channel }) => channel === 'front');
    expect(there).toMatchObject({ from: 'client', to: 'browser', request: { method: 'GET' } });
    expect(back).toMatchObject({ from: 'browser', to: 'client', outcome: { kind: 'left' } });
  });

  it('alters one character near the end of a token', async () => {
    const browser = createTestBrowser();
    await browser.probeAll(await browser.examine());
    const tokens = browser.log
      .getSnapshot()
      .flatMap(({ request }) => request.headers.authorization?.split(' ')[1] ?? []);
    const [token = '', altered = ''] = tokens.filter((each) => each.length > 100);
    expect(altered).toHaveLength(token.length);
    const differing = [...token].flatMap((character, at) => (character === altered[at] ? [] : [at]));
    expect(differing).toEqual([token.length - 10]);
  });

  it('requests no token for a resource without an identifier, and says why', async () => {
    expect(probeSettings(await examined(resourceWith({ resource: undefined })))).toBe(
      'The resource metadata names no resource, so this page requests no token.',
    );
  });

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
      // The response to a push has no `iss`, and needs none.
      expect(verdictOf(evidence, 'iss-in-refusals')?.result).not.toBe('fail');
    });

    it('gives up after one request if no request to the endpoint gets a response', async () => {
      let pushes = 0;
      const lost = (): Response => {
        pushes += 1;
        throw new TypeError('fetch failed');
      };
      const { probes } = await probed({ policy, instead: postsTo('/par', lost) });
      expect(probes['right-request']).toMatchObject({
        status: 'no response',
        pushed: { outcome: 'unreadable' },
      });
      expect(pushes).toBe(2 * Object.values(probes).filter(({ pushed }) => pushed).length);
    });

    it('keeps the Retry-After of a refused push', async () => {
      const headers = { ...READABLE, 'Retry-After': '30', 'Access-Control-Expose-Headers': 'Retry-After' };
      const refused = () => Response.json({ error: 'invalid_request' }, { status: 400, headers });
      const { probes } = await probed({ policy, instead: postsTo('/par', refused) });
      expect(probes['right-request']?.response).toMatchObject({
        retryAfter: '30',
        pushStatus: 400,
        atPush: true,
      });
    });

    it.each([
      [{ pkceRequired: false }, 'challenge-required'],
      [{ redirectUriMatching: 'prefix' }, 'redirect-uri-exact'],
      [{ verifierCheck: 'form only' }, 'wrong-verifier-refused'],
    ] as const)('still finds the weak setting %j', async (weak, rule) => {
      expect(await brokenRules({ policy: { ...policy, ...weak } })).toContain(rule);
    });

    it('says that no page can sign in if the page cannot read the response of the endpoint', async () => {
      const evidence = await probed({
        policy,
        change(request, response) {
          if (request.url === endpoint) response.headers.delete('Access-Control-Allow-Origin');
          return response;
        },
      });
      expect(verdictOf(evidence, 'sign-in-works')).toMatchObject({
        result: 'fail',
        fix: { code: expect.stringContaining('Access-Control-Allow-Origin') },
      });
      expect(verdictOf(evidence, 'wrong-verifier-refused')?.result).toBe('not testable');
      expect(verdictOf(evidence, 'challenge-required')?.result).toBe('not testable');
    });

    it('reports the refusal of a correct pushed request, with the error', async () => {
      const evidence = await probed({
        policy,
        instead: async ({ url }) => (url === endpoint ? oauthError('unauthorized_client') : undefined),
      });
      expect(verdictOf(evidence, 'sign-in-works')).toMatchObject({
        result: 'fail',
        saw: 'The server refused the pushed request: unauthorized_client.',
      });
    });

    it('sends no request to an endpoint that is missing or unsafe, and says why', async () => {
      for (const [address, said] of [
        [undefined, 'cannot be used: it is missing'],
        ['http://as.example/par', 'cannot be used: it is http'],
      ] as const) {
        const browser = createTestBrowser({
          policy,
          ...issuerWith({ pushed_authorization_request_endpoint: address }),
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
      ...issuerWith({
        pushed_authorization_request_endpoint: 'https://elsewhere.example/par',
        authorization_response_iss_parameter_supported: promised,
      }),
      instead: async ({ url }) =>
        url.startsWith('https://elsewhere.example/') ? Response.error() : undefined,
    });
    await browser.probeAll(await browser.examine());
    expect([...new Set(browser.asked.filter((url) => url.includes('elsewhere.example')))]).toEqual(pushedTo);
  });

  it.each([
    ['without iss, tokens return only to the origin that issued them', undefined, []],
    ['with iss, no other server can have issued them', true, ['https://elsewhere.example/revoke']],
  ])('decides about a revocation endpoint at another origin: %s', async (_rule, promised, revokedAt) => {
    const browser = createTestBrowser({
      ...issuerWith({
        revocation_endpoint: 'https://elsewhere.example/revoke',
        authorization_response_iss_parameter_supported: promised,
      }),
      instead: ({ url }) => (url.startsWith('https://elsewhere.example/') ? Response.error() : undefined),
    });
    await browser.probeAll(await browser.examine());
    expect([...new Set(browser.asked.filter((url) => url.includes('elsewhere.example')))]).toEqual(revokedAt);
  });

  it('finds that a server accepts the challenge in place of the verifier', async () => {
    expect(await brokenRules({ policy: { verifierCheck: 'either method' } })).toEqual([
      'wrong-verifier-refused',
    ]);
  });

  it('finds that a server accepts a verifier for a code without a challenge', async () => {
    const policy = { pkceRequired: false, downgradeRefused: false };
    expect(await brokenRules({ policy })).toEqual(['challenge-required', 'downgrade-refused']);
  });
});
