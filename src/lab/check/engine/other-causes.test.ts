import { describe, expect, it } from 'vitest';
import { SERVER } from '../testing/browser.ts';
import { answering } from '../testing/changes.ts';
import { examined, notTestable, probed, reportOn, resultsOf, withSteps } from '../testing/reports.ts';
import { isTokenEndpoint } from '../testing/requests.ts';
import { bare, cors, forbidden, oauthError, webPage } from '../testing/responses.ts';
import type { Attempt } from './attempt.ts';
import type { Evidence } from './evidence.ts';

const isCall = ({ url, method }: Request) => url.startsWith(SERVER) && method === 'POST';
const tokenIn = ({ headers }: Request) => (headers.get('Authorization') ?? '').replace(/^\w+ /, '');

/** Examines a server. The first request for which `isAt` is true gets another response. */
async function withFirst(isAt: (request: Request) => boolean, answer: () => Response): Promise<Evidence> {
  let count = 0;
  const evidence = await examined({
    instead(request) {
      if (!isAt(request)) return undefined;
      count += 1;
      return count === 1 ? answer() : undefined;
    },
  });
  expect(count).toBeGreaterThan(0);
  return evidence;
}

/** A web page that a proxy sends in place of a response, with a challenge of its own. */
function password(): Response {
  const response = webPage(401);
  response.headers.set('WWW-Authenticate', 'Basic realm="proxy"');
  response.headers.set('Access-Control-Expose-Headers', 'WWW-Authenticate');
  return response;
}

describe('a response that may come from a firewall', () => {
  const rules = ['asks-for-a-token', 'refuses-nonsense', 'sign-in-works'];
  const at = async (answer: (request: Request) => Response | undefined) =>
    resultsOf(await probed({ instead: (request) => (isCall(request) ? answer(request) : undefined) }), rules);

  it('if every call gets a 403 without a reason, no rule about tokens is broken: a firewall may have answered', async () => {
    for (const answer of [() => bare(403), () => forbidden()]) {
      expect(await at(answer)).toEqual([...notTestable(rules.slice(0, 2)), 'sign-in-works: pass']);
    }
  });

  it('a 403 without a reason breaks a rule about tokens if it depends on the token', async () => {
    const [asks, refuses, works] = rules;
    expect(await at((request) => (tokenIn(request) ? undefined : bare(403)))).toEqual([
      `${asks}: fail`,
      `${refuses}: pass`,
      `${works}: pass`,
    ]);
    expect(await at((request) => (tokenIn(request).length < 100 ? bare(403) : undefined))).toEqual([
      `${asks}: fail`,
      `${refuses}: fail`,
      `${works}: pass`,
    ]);
    for (const status of [403, 500]) {
      expect(await at((request) => (tokenIn(request) === 'not-a-token' ? bare(status) : undefined))).toEqual([
        `${asks}: pass`,
        `${refuses}: fail`,
        `${works}: pass`,
      ]);
    }
  });
});

describe('a momentary failure', () => {
  it('a failure at some of the preflights breaks no rule about preflights', async () => {
    for (let first = 1; first < 8; first += 1) {
      for (const last of [first, first + 1, first + 3, first + 5]) {
        let count = -1;
        const evidence = await examined({
          change({ url, method }, response) {
            if (url !== SERVER || method !== 'OPTIONS') return response;
            count += 1;
            return count >= first && count <= last ? bare(403) : response;
          },
        });
        expect(resultsOf(evidence, ['preflight', 'preflight-newer']), `${first} to ${last}`).not.toContain(
          'preflight: fail',
        );
      }
    }
  });

  it('if a demand for a password replaces the first challenge, the report still decides the rules about the challenge', async () => {
    expect(resultsOf(await withFirst(isCall, password), ['asks-for-bearer', 'challenge-points'])).toEqual([
      'asks-for-bearer: pass',
      'challenge-points: pass',
    ]);
  });
});

describe('a page that a proxy sends in place of the server', () => {
  it('in response to only the first calls breaks no rule: the second look shows the server', async () => {
    for (const answer of [() => webPage(200), () => new Response(null, { status: 403 })]) {
      let count = 0;
      const evidence = await examined({
        instead({ url }) {
          if (url !== SERVER) return undefined;
          count += 1;
          return count < 5 ? answer() : undefined;
        },
      });
      const { findings, verdict } = reportOn(evidence);
      expect(findings.filter(({ result, severity }) => result === 'fail' && severity === 'must')).toEqual([]);
      expect(verdict.usable).not.toBe('none');
    }
  });

  it('with status 400 at the authorization endpoint is no response of this endpoint, unless its title says so', async () => {
    const titled = (title: string) => cors(`<title>${title}</title>`, 400, { 'Content-Type': 'text/html' });
    const rule = 'authorization-endpoint-closed';
    for (const [title, result] of [
      ['400 Bad Request', 'not testable'],
      ['Missing parameter: client_id', 'fail'],
    ] as const) {
      const evidence = await examined(answering(atAuthorization, () => titled(title)));
      expect(resultsOf(evidence, [rule])).toEqual([`${rule}: ${result}`]);
    }
  });

  it.each([
    [403, 'not testable'],
    [429, 'not testable'],
    [404, 'pass'],
  ])(
    'with status %i, hidden by the browser: the rule about the authorization endpoint has the result %s',
    async (status, result) => {
      const evidence = await examined();
      const authorizationEndpoint: Attempt = {
        exchangeId: 1,
        url: 'https://as.example/idp/authorize',
        status: 0,
        headers: {},
        outcome: 'unreadable',
        reason: 'It has no Access-Control-Allow-Origin.',
        hidden: { to: 'request', status },
      };
      const rule = 'authorization-endpoint-closed';
      expect(resultsOf({ ...evidence, authorizationEndpoint }, [rule])).toEqual([`${rule}: ${result}`]);
    },
  );
});

const atAuthorization = ({ url }: Request): boolean => url.endsWith('/authorize');

describe('a response about the client or the clock', () => {
  const instead = async (request: Request) =>
    isTokenEndpoint(request) ? oauthError('invalid_client', 401) : undefined;

  it('if the server refuses the client, the sign-in rule is broken only if this report registered that client as a public client', async () => {
    const { isRegistered, ...entered } = await probed({ instead });
    expect(isRegistered).toBe(true);
    for (const again of [{}, { again: entered }])
      expect(resultsOf({ ...entered, isRegistered, ...again }, ['sign-in-works'])).toEqual([
        'sign-in-works: fail',
      ]);
    expect(reportOn(entered).reason('sign-in-works')).toContain('possibly needs a secret');
  });

  it('clocks that differ by a day do not show that a server accepts proofs of any age', async () => {
    const evidence = await probed({ policy: { dpop: 'offered', dpopNonces: false } });
    const shifted = withSteps(evidence, 'dpop-token-endpoint', (steps) => {
      const { 'token request': right, 'token request, future iat': future } = steps;
      if (!right || !future) throw new Error('The probe did not run.');
      return { ...steps, 'token request': future, 'token request, future iat': right };
    });
    expect(resultsOf(shifted, ['dpop-token-age'])).toEqual(['dpop-token-age: not testable']);
  });
});
