import { describe, expect, it } from 'vitest';
import { type Change, createTestBrowser, SERVER } from '../testing/browser.ts';
import { withMembers } from '../testing/changes.ts';
import {
  examined,
  findingsOf,
  notTestable,
  probed,
  reportOn,
  resultsOf,
  withSteps,
} from '../testing/reports.ts';
import { atTokenEndpoint, isTokenEndpoint } from '../testing/requests.ts';
import { cors, corsJson, oauthError, toolList } from '../testing/responses.ts';
import type { Evidence } from './evidence.ts';
import type { ProbeId, StepName } from './probes/probe.ts';
import { verdictOf } from './verdict.ts';

describe('the report’s conclusions about refreshes and tokens:', () => {
  it.each<[string, string | undefined, (() => Response) | undefined]>([
    ['pass', undefined, undefined],
    ['fail', 'If several instances serve the token endpoint', () => oauthError('invalid_grant')],
    ['fail', 'without a secret', () => oauthError('invalid_client', 401)],
    ['fail', 'or issue none', () => oauthError('unsupported_grant_type')],
    ['not testable', undefined, () => cors('No.', 503)],
  ])('a new refresh token leads to the result %s (%s)', async (result, says, answer) => {
    const evidence = await probed({
      instead: atTokenEndpoint((form) => (form.has('refresh_token') ? answer?.() : undefined)),
    });
    const finding = reportOn(evidence).finding('refresh-works');
    expect(finding).toMatchObject({ result, ...(says && { fix: { say: expect.stringContaining(says) } }) });
  });

  describe('a refresh token that is used again', () => {
    const rotates = 'refresh-rotates';

    /** Replaces the refresh token in each response to a refresh. */
    const refreshedWith =
      (next: (sent: string) => string | undefined): Change =>
      async (request, response) => {
        if (request.method !== 'POST' || !request.url.endsWith('/token') || !response.ok) return response;
        const sent = new URLSearchParams(await request.clone().text()).get('refresh_token');
        if (sent === null) return response;
        return withMembers(() => true, { refresh_token: next(sent) })(request, response);
      };

    /** A server that accepts a replaced refresh token this number of times. */
    function lenientServer(times: number) {
      const uses = new Map<string, number>();
      return createTestBrowser({
        instead: atTokenEndpoint((form) => {
          const token = form.get('refresh_token');
          if (token === null) return undefined;
          const used = uses.get(token) ?? 0;
          uses.set(token, used + 1);
          if (used === 0 || used > times) return undefined;
          return corsJson({
            access_token: `again-${used}`,
            token_type: 'Bearer',
            refresh_token: `sibling-${used}`,
          });
        }),
      });
    }

    it.each([
      [1, 'pass', 'It accepted the old refresh token again at once, but not a minute later.'],
      [4, 'fail', 'A new refresh token came, but the old one still brought tokens more than a minute later.'],
    ] as const)(
      'and that the server accepts %i time(s) leads to a verdict after a minute',
      async (times, result, says) => {
        const browser = lenientServer(times);
        const evidence = await browser.probeAll(await browser.examine());
        const finding = reportOn(evidence).finding(rotates);
        expect(finding).toMatchObject({ result, [result === 'pass' ? 'note' : 'saw']: says });
      },
    );

    it('whose later use got no response leaves the rule undecided', async () => {
      const browser = lenientServer(1);
      const evidence = await browser.probeAll(await browser.examine());
      expect(evidence.probes.refresh?.steps['old refresh token later']?.status).toBe(400);
      const without = withSteps(evidence, 'refresh', ({ 'old refresh token later': _, ...steps }) => steps);
      expect(resultsOf(without, [rotates])).toEqual([`${rotates}: not testable`]);
    });

    it('and that the server issues again: the report says that it is the same token', async () => {
      const evidence = await probed({
        policy: { refreshTokenRotation: false },
        change: refreshedWith((sent) => sent),
      });
      expect(reportOn(evidence).finding(rotates)).toMatchObject({
        result: 'fail',
        saw: 'The server issued the same refresh token again, which still works, also for a thief.',
      });
    });

    it.each([
      ['sends again', (sent: string) => sent, 'issued the same refresh token again, and then refused it'],
      ['does not replace', () => undefined, 'issued no new refresh token, and refused the old one'],
    ])('that the server %s and then refuses is no evidence', async (_what, next, reason) => {
      const used = new Set<string>();
      const evidence = await probed({
        policy: { refreshTokenRotation: false },
        instead: atTokenEndpoint((form) => {
          const sent = form.get('refresh_token');
          if (sent === null || !used.has(sent)) return void used.add(sent ?? '');
          return oauthError('invalid_grant');
        }),
        change: refreshedWith(next),
      });
      expect(reportOn(evidence).finding(rotates)).toMatchObject({
        result: 'not testable',
        reason: expect.stringContaining(reason),
      });
      expect(resultsOf(evidence, ['refresh-reuse-noticed'])).toEqual(notTestable(['refresh-reuse-noticed']));
    });
  });

  it('a refresh token that comes only with the first sign-in does not count as missing', async () => {
    let isFirst = true;
    const evidence = await probed({
      async change(request, response) {
        if (!isTokenEndpoint(request) || request.method !== 'POST' || !response.ok) return response;
        const { refresh_token: _, ...tokens } = await response.clone().json();
        const first = isFirst;
        isFirst = false;
        return first ? response : Response.json(tokens, { headers: response.headers });
      },
    });
    const { reason } = reportOn(evidence);
    expect(reason('refresh-works')).toContain('although another one did');
    expect(reason('replay-revokes')).toContain('although another one did');
  });

  it('the report quotes the refusal of the first refresh', async () => {
    const refusal = { error: 'invalid_target', error_description: 'The resource is not allowed' };
    const evidence = await probed({
      instead: atTokenEndpoint((form) => (form.has('refresh_token') ? corsJson(refusal, 400) : undefined)),
    });
    expect(reportOn(evidence).reason('refresh-rotates')).toBe(
      'The refresh was refused: invalid_target (“The resource is not allowed”).',
    );
    expect(verdictOf(evidence, findingsOf(evidence)).text).toContain('A refresh brought no token');
    const busy = withSteps(evidence, 'refresh', ({ refresh, ...steps }) => ({
      ...steps,
      ...(refresh && { refresh: { ...refresh, status: 503 } }),
    }));
    expect(verdictOf(busy, findingsOf(busy)).text).not.toContain('A refresh brought no token');
  });

  it('the refusal of every refresh does not prove that a server ends a grant', async () => {
    const evidence = await probed({
      instead: atTokenEndpoint((form) =>
        form.has('refresh_token') ? oauthError('invalid_grant') : undefined,
      ),
    });
    const rules = ['replay-revokes', 'revocation-works'];
    expect(resultsOf(evidence, rules)).toEqual(notTestable(rules));
  });

  it('the limit of one refresh in each session does not prove that a server ends a grant or replaces a token', async () => {
    const renewed = new Set<string | null>();
    const evidence = await probed({
      policy: { refreshReuseDetection: false },
      instead: atTokenEndpoint((form) =>
        renewed.has(form.get('refresh_token')) ? oauthError('invalid_grant') : undefined,
      ),
      async change(request, response) {
        if (!request.url.endsWith('/token') || !response.ok || request.method !== 'POST') return response;
        const { refresh_token } = await response.clone().json();
        if ((await request.clone().text()).includes('grant_type=refresh_token')) renewed.add(refresh_token);
        return response;
      },
    });
    const rules = ['replay-revokes', 'refresh-rotates', 'refresh-reuse-noticed', 'revocation-works'];
    expect(evidence.probes['right-request']?.steps.refresh?.token).toBeDefined();
    expect(resultsOf(evidence, rules)).toEqual(notTestable(rules));
    expect(reportOn(evidence).finding('refresh-reuse-noticed')).toMatchObject({
      reason: expect.stringContaining('it also refused a correct refresh'),
    });
  });

  it.each<[string, ProbeId, StepName]>([
    ['replay-revokes', 'replayed-code', 'refresh'],
    ['revocation-works', 'right-request', 'refresh after revocation'],
  ])('%s mentions a missing refresh token only if the token was missing', async (id, probe, name) => {
    const reasonIn = (evidence: Evidence) => findingsOf(evidence).find((finding) => finding.id === id);
    expect(reasonIn(await examined())).toMatchObject({ awaits: probe });
    const evidence = await probed();
    const lost = withSteps(evidence, probe, ({ [name]: step, ...steps }) => ({
      ...steps,
      ...(step && { [name]: { ...step, outcome: 'timed out' } }),
    }));
    expect(reasonIn(lost)).toMatchObject({ reason: expect.stringContaining('within ten seconds') });
    const without = withSteps(evidence, probe, ({ 'right exchange': exchange, [name]: _, ...steps }) => ({
      ...steps,
      ...(exchange?.token && {
        'right exchange': { ...exchange, token: { ...exchange.token, refreshToken: false } },
      }),
    }));
    expect(reasonIn(without)).toMatchObject({ reason: expect.stringContaining('brought no refresh token') });
    const { [probe]: alone } = without.probes;
    expect(reasonIn({ ...without, probes: alone ? { [probe]: alone } : {} })).toMatchObject({
      reason: expect.stringContaining('No refresh token was issued'),
    });
  });

  it('a response that is too long counts as readable, and a missing response is no evidence', async () => {
    const evidence = await probed();
    const step = evidence.probes.cookies?.steps['MCP server with cookies'];
    if (!step || !evidence.authorizationEndpoint) throw new Error('The probe did not run.');
    const rules = ['authorization-endpoint-closed', 'no-cookies'];
    const ended = (outcome: 'too large' | 'timed out') => ({
      ...withSteps(evidence, 'cookies', (steps) => ({
        ...steps,
        'MCP server with cookies': { ...step, outcome },
      })),
      authorizationEndpoint: { ...step, outcome },
    });
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
    expect(resultsOf(ended('too large'), rules)).toEqual(rules.map((rule) => `${rule}: fail`));
    expect(resultsOf(ended('timed out'), rules)).toEqual(notTestable(rules));
  });

  it.each([
    [201, 'pass'],
    [400, 'fail'],
  ])(
    'tokens for a wrong verifier break the rule even if the status is %i, and the check revokes them',
    async (status, works) => {
      const revoked: (string | null)[] = [];
      const issued: string[] = [];
      const evidence = await probed({
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
          return new Response(response.body, { status, headers: response.headers });
        },
      });
      expect(resultsOf(evidence, ['sign-in-works', 'wrong-verifier-refused'])).toEqual([
        `sign-in-works: ${works}`,
        'wrong-verifier-refused: fail',
      ]);
      expect(revoked).toContain(issued[0]);
    },
  );

  it('an accepted altered token breaks the rule even if the server refuses the right token', async () => {
    const evidence = await probed();
    const { call, 'call with an altered token': altered } = evidence.probes['right-request']?.steps ?? {};
    if (!call || !altered) throw new Error('The probe did not run.');
    const changed = withSteps(evidence, 'right-request', (steps) => ({
      ...steps,
      call: { ...call, status: 401 },
      'call with an altered token': { ...altered, status: 200, content: 'JSON-RPC result' },
    }));
    expect(resultsOf(changed, ['altered-token-refused'])).toEqual(['altered-token-refused: fail']);
  });

  it('the status of a refusal is no evidence if the response has the result of the call', async () => {
    const evidence = await probed({
      change({ url, headers }, response) {
        const isSignedIn = (headers.get('Authorization') ?? '').length > 100;
        return url.startsWith(SERVER) && isSignedIn && response.status === 401
          ? new Response(toolList().body, { status: 401, headers: toolList().headers })
          : response;
      },
    });
    const rules = ['audience-checked', 'id-token-refused', 'altered-token-refused'];
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: fail`));
  });

  it('a refusal is no evidence if the right token then got no response', async () => {
    const evidence = await probed();
    const { 'call again': again, ...steps } = evidence.probes['right-request']?.steps ?? {};
    if (!again) throw new Error('The probe did not run.');
    const rules = ['id-token-refused', 'altered-token-refused', 'query-token-refused'];
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
    for (const without of [steps, { ...steps, 'call again': { ...again, outcome: 'timed out' as const } }]) {
      const changed = withSteps(evidence, 'right-request', () => without);
      expect(resultsOf(changed, rules)).toEqual(notTestable(rules));
    }
  });

  it('if a token has an audience, the report compares the token with a token for the server', async () => {
    const evidence = await probed({ checkAudience: false });
    const { 'right-request': _, ...probes } = evidence.probes;
    expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: fail']);
    expect(reportOn({ ...evidence, probes }).finding('audience-checked')).toMatchObject({
      result: 'not testable',
      awaits: 'right-request',
    });
  });

  it('a token without a signature breaks the rule if the server accepts it, and is no evidence otherwise', async () => {
    for (const [answer, result] of [
      [toolList, 'fail'],
      [() => oauthError('invalid_token', 401), 'not testable'],
    ] as const) {
      const calls: string[] = [];
      const evidence = await probed({
        async change(request, response) {
          if (!request.url.endsWith('/token') || !response.ok || request.method !== 'POST') return response;
          const json: { access_token: string } = await response.json();
          const access_token = json.access_token.replace(/[^.]*$/, '');
          return Response.json({ ...json, access_token }, { headers: response.headers });
        },
        instead({ url, headers, method }) {
          const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
          if (url !== SERVER || method !== 'POST' || token.length < 100) return undefined;
          calls.push(token);
          return answer();
        },
      });
      expect(resultsOf(evidence, ['altered-token-refused'])).toEqual([`altered-token-refused: ${result}`]);
      expect(new Set(calls.filter((token) => token.endsWith('.'))).size).toBeGreaterThan(0);
    }
  });
});
