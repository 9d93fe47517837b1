import { describe, expect, it } from 'vitest';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { oauthError, READABLE, toolList, withMembers } from '../testing/changes.ts';
import type { Evidence } from './evidence.ts';
import { findingsOf } from './findings.ts';

describe('the report considers that', () => {
  const resultsOf = (evidence: Evidence, ids: readonly string[]) =>
    findingsOf(evidence).flatMap(({ id, result }) => (ids.includes(id) ? [`${id}: ${result}`] : []));
  const notTestable = (ids: readonly string[]) => ids.map((id) => `${id}: not testable`);

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

    it.each([
      ['sends again', (sent: string) => sent, 'issued the same refresh token again, and then refused it'],
      ['does not replace', () => undefined, 'issued no new refresh token, and refused the old one'],
    ])('and that the server %s, shows nothing if it is refused', async (_what, next, reason) => {
      const used = new Set<string>();
      const browser = createTestBrowser({
        policy: { refreshTokenRotation: false },
        async instead(request) {
          const sent = (await formOf(request)).get('refresh_token');
          if (sent === null || !used.has(sent)) return void used.add(sent ?? '');
          return oauthError('invalid_grant');
        },
        async change(request, response) {
          const sent = (await formOf(request)).get('refresh_token');
          if (sent === null || !response.ok) return response;
          return withMembers(() => true, { refresh_token: next(sent) })(request, response);
        },
      });
      const evidence = await browser.probeAll(await browser.examine());
      expect(findingsOf(evidence).find(({ id }) => id === rotates)).toMatchObject({
        result: 'not testable',
        reason: expect.stringContaining(reason),
      });
      expect(resultsOf(evidence, ['refresh-reuse-noticed'])).toEqual(notTestable(['refresh-reuse-noticed']));
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

  it.each([
    [201, 'pass'],
    [400, 'fail'],
  ])('tokens of a response with the status %i break the rule, and are revoked', async (status, works) => {
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
        return new Response(response.body, { status, headers: response.headers });
      },
    });
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, ['sign-in-works', 'wrong-verifier-refused'])).toEqual([
      `sign-in-works: ${works}`,
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

  it('a status of a refusal shows nothing if the response has the result of the call', async () => {
    const browser = createTestBrowser({
      change({ url, headers }, response) {
        const isSignedIn = (headers.get('Authorization') ?? '').length > 100;
        return url.startsWith(SERVER) && isSignedIn && response.status === 401
          ? new Response(toolList().body, { status: 401, headers: toolList().headers })
          : response;
      },
    });
    const rules = ['audience-checked', 'id-token-refused', 'altered-token-refused'];
    const evidence = await browser.probeAll(await browser.examine());
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: fail`));
  });

  it('a refusal shows nothing if the right token then got no response', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.probeAll(await browser.examine());
    const probe = evidence.probes['right-request'];
    const { 'call again': again, ...steps } = probe?.steps ?? {};
    if (!probe || !again) throw new Error('The probe did not run.');
    const rules = ['id-token-refused', 'altered-token-refused', 'query-token-refused'];
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
    for (const without of [steps, { ...steps, 'call again': { ...again, outcome: 'timed out' as const } }]) {
      const probes = { ...evidence.probes, 'right-request': { ...probe, steps: without } };
      expect(resultsOf({ ...evidence, probes }, rules)).toEqual(notTestable(rules));
    }
  });

  it('a token with an audience is compared with a token that was issued for the server', async () => {
    const browser = createTestBrowser({ checkAudience: false });
    const evidence = await browser.probeAll(await browser.examine());
    const { 'right-request': _, ...probes } = evidence.probes;
    expect(resultsOf(evidence, ['audience-checked'])).toEqual(['audience-checked: fail']);
    expect(findingsOf({ ...evidence, probes }).find(({ id }) => id === 'audience-checked')).toMatchObject({
      result: 'not testable',
      awaits: 'right-request',
    });
  });

  it('a token without a signature breaks the rule if it is accepted, and shows nothing if it is not', async () => {
    for (const [answer, result] of [
      [toolList, 'fail'],
      [() => oauthError('invalid_token', 401), 'not testable'],
    ] as const) {
      const calls: string[] = [];
      const browser = createTestBrowser({
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
      const evidence = await browser.probeAll(await browser.examine());
      expect(resultsOf(evidence, ['altered-token-refused'])).toEqual([`altered-token-refused: ${result}`]);
      expect(new Set(calls.filter((token) => token.endsWith('.'))).size).toBeGreaterThan(0);
    }
  });
});
