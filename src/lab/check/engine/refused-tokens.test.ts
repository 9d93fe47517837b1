import { describe, expect, it } from 'vitest';
import { SERVER } from '../testing/browser.ts';
import { notTestable, probed, reportOn, resultsOf, withSteps } from '../testing/reports.ts';
import { callsWithToken } from '../testing/requests.ts';
import { bare, corsJson, forbidden, oauthError, toolList, webPage } from '../testing/responses.ts';
import type { ProbeId } from './probes/probe.ts';

const OF_WRONG_TOKENS = ['id-token-refused', 'altered-token-refused', 'query-token-refused'];

describe('the report’s conclusions about a refusal:', () => {
  it('the same response to every later token does not prove that the server accepts a wrong token', async () => {
    let isAlike = false;
    const evidence = await probed({
      instead({ url, headers, method }) {
        if (!url.startsWith(SERVER) || method === 'OPTIONS') return undefined;
        isAlike ||= (headers.get('Authorization') ?? '').length > 100;
        return isAlike ? oauthError('E1015') : undefined;
      },
    });
    expect(evidence.invalidToken?.status).toBe(401);
    expect(resultsOf(evidence, OF_WRONG_TOKENS)).toEqual(notTestable(OF_WRONG_TOKENS));
  });

  it('the refusal of every call after the first does not prove that the server refuses a wrong token', async () => {
    let calls = 0;
    const evidence = await probed({
      instead: callsWithToken(() => {
        calls += 1;
        return calls > 1 ? oauthError('E1015') : toolList();
      }),
    });
    expect(resultsOf(evidence, OF_WRONG_TOKENS)).toEqual(notTestable(OF_WRONG_TOKENS));
  });

  it('the refusal of every later token, even by a firewall, does not prove that a token for another server is refused', async () => {
    for (const answer of [() => webPage(403), () => forbidden(), () => oauthError('invalid_token', 401)]) {
      let isBlocking = false;
      const evidence = await probed({
        checkAudience: false,
        instead({ url, method }) {
          if (url.endsWith('/revoke')) isBlocking = true;
          return isBlocking && url.startsWith(SERVER) && method !== 'OPTIONS' ? answer() : undefined;
        },
      });
      expect(evidence.probes['right-request']?.steps.call?.status).toBe(200);
      expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: not testable']);
    }
  });

  it('a server may refuse a token for another server with 403 if it still refuses an invalid token with 401', async () => {
    const evidence = await probed({
      change: ({ url, headers }, response) =>
        url.startsWith(SERVER) && response.status === 401 && (headers.get('Authorization') ?? '').length > 100
          ? corsJson({ message: 'wrong audience' }, 403)
          : response,
    });
    expect(resultsOf(evidence, ['audience-checked', 'altered-token-refused'])).toEqual([
      'audience-checked: pass',
      'altered-token-refused: pass',
    ]);
  });

  it('a token for another server that is first refused and then accepted breaks the rule', async () => {
    const seen = new Set<string>();
    const evidence = await probed({
      checkAudience: false,
      instead({ method, url, headers }) {
        const token = headers.get('Authorization') ?? '';
        if (method !== 'POST' || !url.startsWith(SERVER) || token.length < 100 || seen.has(token))
          return undefined;
        seen.add(token);
        return seen.size > 1 ? bare(401) : undefined;
      },
    });
    expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: fail']);
  });

  it('an accepted token decides no rule if it has the audience of the right token, or no audience', async () => {
    const evidence = await probed({ checkAudience: false });
    expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: fail']);
    const withAudience = (audience: string[]) =>
      Object.keys(evidence.probes).reduce(
        (before, id) =>
          withSteps(before, id as ProbeId, (steps) =>
            Object.fromEntries(
              Object.entries(steps).map(([name, step]) => [
                name,
                step.token ? { ...step, token: { ...step.token, audience } } : step,
              ]),
            ),
          ),
        evidence,
      );
    for (const [audience, reason] of [
      [
        ['api://default'],
        'have the audience “api://default”. So the audience does not distinguish the two tokens.',
      ],
      [[], 'names no audience'],
    ] as const) {
      const finding = reportOn(withAudience([...audience])).finding('audience-checked');
      expect(finding).toMatchObject({ result: 'not testable', reason: expect.stringContaining(reason) });
    }
  });
});
