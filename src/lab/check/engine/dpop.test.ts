import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createTestBrowser, SERVER, type TestServers } from '../testing/browser.ts';
import {
  challengeWith,
  inTurn,
  issuerWith,
  resourceWith,
  withHeaders,
  withMembers,
} from '../testing/changes.ts';
import { examined, findingsOf, probed, reportOn, resultsOf, withSteps } from '../testing/reports.ts';
import { isResourceMetadata, isServerMetadata, isTokenRequest, postsTo } from '../testing/requests.ts';
import { cors, corsJson, oauthError, toolList } from '../testing/responses.ts';
import { blindTo, UNSEEN_FLAWS } from '../testing/weak-proofs.ts';
import type { Finding } from './findings.ts';
import { probesFor } from './probes/index.ts';
import { rules } from './rules/index.ts';

const OFFERED: Partial<Policy> = { dpop: 'offered' };
const DPOP_RULES = rules.filter(({ group }) => group === 'dpop').map(({ id }) => id);
const CORS = 'Access-Control-Allow-Headers';

/** Examines servers and runs every probe. @returns the findings and the messages. */
async function check(servers: TestServers) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.probeAll(await browser.examine());
  const report = reportOn(evidence);
  return {
    ...report,
    evidence,
    idsOf: (result: Finding['result'], group = 'dpop') =>
      report.findings.filter((each) => each.result === result && each.group === group).map(({ id }) => id),
    messages: browser.log.getSnapshot(),
  };
}

const codeIn = async (request: Request) =>
  new URLSearchParams(await request.clone().text()).get('code') ?? '';
const isPreflight = ({ method }: Request) => method === 'OPTIONS';

describe('a server that promises DPoP (RFC 9449)', () => {
  it.each(['offered', 'required'] as const)('passes every probe if DPoP is %s', async (dpop) => {
    const { idsOf, broken, finding } = await check({ policy: { dpop } });
    expect(broken).toEqual([]);
    expect(idsOf('pass')).toEqual(DPOP_RULES);
    expect(finding('sign-in-works')).toMatchObject({ result: 'pass' });
  });

  it('need not replace refresh tokens that it binds to a key (RFC 9700 §4.14.2)', async () => {
    const policy: Partial<Policy> = { dpop: 'required', refreshTokenRotation: false };
    const { broken, finding } = await check({ policy });
    expect(broken).toEqual([]);
    expect(finding('refresh-rotates')?.result).toBe('not testable');
    const unbound = await check({ policy: { ...policy, dpopRefreshTokenBinding: false } });
    expect(unbound.broken).toContain('dpop-refresh-bound');
  });

  it('gets no bearer token from any probe if it requires bound tokens', async () => {
    const { messages, finding } = await check({ policy: { dpop: 'required' } });
    const schemes = messages
      .filter(({ request }) => request.url === SERVER)
      .flatMap(({ request }) => request.headers.authorization?.split(' ')[0] ?? []);
    // The examination has no token yet. One probe sends a bound token as a bearer token, and repeats this request once.
    expect(schemes.filter((scheme) => scheme === 'Bearer')).toHaveLength(3);
    expect(schemes.filter((scheme) => scheme === 'DPoP').length).toBeGreaterThan(25);
    expect(finding('bearer-type')).toBeUndefined();
    expect(finding('asks-for-bearer')).toMatchObject({ note: expect.stringContaining('bound to a key') });
  });

  it('may supply a nonce that no proof can contain: the report still revokes the tokens of the probe', async () => {
    const { evidence, messages } = await check({
      policy: OFFERED,
      change: withHeaders(({ url, headers }) => url === SERVER && headers.has('DPoP'), {
        'DPoP-Nonce': 'n'.repeat(150_000),
        'Access-Control-Expose-Headers': 'DPoP-Nonce',
      }),
    });
    expect(evidence.probes['dpop-server']?.status).toBe('stopped');
    const next = evidence.probes['later-request']?.requestId;
    expect(messages.findLast(({ id }) => id < Number(next))?.request.url).toMatch(/\/revoke$/);
  });

  it.each(Object.keys(UNSEEN_FLAWS))('that overlooks “%s” breaks only the rules about it', async (flaw) => {
    const { broken, finding } = await check(blindTo(flaw));
    expect(broken).toEqual([`dpop-token-${flaw}`, `dpop-call-${flaw}`]);
    // The requests with a wrong proof, and those with a right proof.
    expect(finding(`dpop-token-${flaw}`)?.shownBy.length).toBeGreaterThan(1);
    expect(finding(`dpop-call-${flaw}`)?.shownBy.length).toBeGreaterThan(2);
  });

  it.each([
    ['dpop-code-bound', { dpopCodeBinding: false }, 'It exchanged the code with a proof of another key.'],
    [
      'dpop-refresh-bound',
      { dpopRefreshTokenBinding: false },
      'It accepted the refresh token without a proof and with a proof of another key.',
    ],
  ])('that breaks “%s”: the report says which proofs it accepted', async (id, weak, says) => {
    const { saw } = await check({ policy: { ...OFFERED, ...weak } });
    expect(saw(id)).toBe(says);
  });

  it.each<[string, Partial<Policy>, string[]]>([
    [
      'does not read htm and htu',
      { dpopProofUnchecked: 'htm and htu' },
      ['dpop-token-htm', 'dpop-token-htu', 'dpop-call-htm', 'dpop-call-htu'],
    ],
    ['does not read ath', { dpopProofUnchecked: 'ath' }, ['dpop-call-ath']],
    [
      'reads neither iat nor nonces',
      { dpopProofUnchecked: 'iat', dpopNonces: false },
      ['dpop-token-age', 'dpop-call-age'],
    ],
    ['accepts a bound token as a bearer token', { dpopTokenBinding: 'as bearer' }, ['dpop-call-bearer']],
    ['accepts a proof of any key', { dpopTokenBinding: 'any key' }, ['dpop-call-key']],
    ['ignores dpop_jkt', { dpopCodeBinding: false }, ['dpop-code-bound']],
    ['binds no refresh token', { dpopRefreshTokenBinding: false }, ['dpop-refresh-bound']],
  ])('breaks only the matching rules if it %s', async (_what, weak, found) => {
    for (const dpop of ['offered', 'required'] as const) {
      expect((await check({ policy: { dpop, ...weak } })).broken, dpop).toEqual(found);
    }
  });

  it('may judge the age of a proof by the nonce of the proof in place of the iat (§4.3)', async () => {
    const { broken, note } = await check({ policy: { ...OFFERED, dpopProofUnchecked: 'iat' } });
    expect(broken).toEqual([]);
    for (const id of ['dpop-token-age', 'dpop-call-age']) expect(note(id), id).toContain('which is allowed');
  });

  it('may require no nonce (§8), and may accept a proof twice (§11.1): the report states both facts without a judgement', async () => {
    const withoutNonces = await check({ policy: { ...OFFERED, dpopNonces: false } });
    expect(withoutNonces.idsOf('not testable')).toEqual(['dpop-token-nonce', 'dpop-call-nonce']);
    expect(withoutNonces.reason('dpop-call-nonce')).toBe('It gave out no nonce, which is allowed.');
    const withoutMemory = await check({ policy: { ...OFFERED, dpopProofUnchecked: 'jti' } });
    expect(withoutMemory.idsOf('not testable')).toEqual(['dpop-token-replay', 'dpop-call-replay']);
    expect(withoutMemory.reason('dpop-call-replay')).toContain(
      'accepted the same proof twice, which is allowed',
    );
    expect([...withoutNonces.broken, ...withoutMemory.broken]).toEqual([]);
  });
});

describe('the refusal of a wrong proof is no evidence', () => {
  it('if the MCP server refuses only the first right proof', async () => {
    const evidence = withSteps(await probed({ policy: OFFERED }), 'dpop-server', (steps) => {
      const { 'call, none': refused, 'call with a proof again': again } = steps;
      return { ...steps, ...(refused && again && { 'call with a proof': refused }) };
    });
    expect(resultsOf(evidence, ['dpop-call-works', 'dpop-call-htu'])).toEqual([
      'dpop-call-works: pass',
      'dpop-call-htu: not testable',
    ]);
  });

  it('if the MCP server refuses right proofs, too', async () => {
    const REFUSED = {
      'WWW-Authenticate': 'DPoP error="invalid_dpop_proof"',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
    };
    const { broken, idsOf, reason } = await check({
      policy: OFFERED,
      instead: ({ method, url, headers }) =>
        method === 'POST' && url === SERVER && headers.has('DPoP') ? cors(null, 401, REFUSED) : undefined,
    });
    expect(broken).toEqual(['dpop-call-works']);
    expect(idsOf('not testable')).toEqual(
      DPOP_RULES.filter((id) => id.startsWith('dpop-call-') && id !== 'dpop-call-works'),
    );
    expect(reason('dpop-call-htu')).toContain(
      'also refused the request with a right proof (invalid_dpop_proof)',
    );
  });

  it.each([
    ['offered', 'fail'],
    // If DPoP is required, the calls of the other probes have a proof, too.
    ['required', 'not testable'],
  ] as const)('and breaks no rule if no token works any more (%s)', async (dpop, ifLaterWorks) => {
    const refused = { status: 401, content: 'nothing' } as const;
    const seen = withSteps(await probed({ policy: { dpop } }), 'dpop-server', (steps) => {
      const { 'bound exchange': exchange, 'call with a proof': call } = steps;
      return {
        ...(exchange && { 'bound exchange': exchange }),
        ...(call && { 'call with a proof': { ...call, ...refused } }),
      };
    });
    const later = withSteps(seen, 'later-request', ({ call }) => ({
      ...(call && { call: { ...call, ...refused } }),
    }));
    expect(resultsOf(seen, ['dpop-call-works'])).toEqual([`dpop-call-works: ${ifLaterWorks}`]);
    expect(resultsOf(later, ['dpop-call-works'])).toEqual(['dpop-call-works: not testable']);
  });

  it('if the token endpoint invalidates the code at the first wrong proof', async () => {
    const used = new Set<string>();
    const { broken, idsOf, evidence, note } = await check({
      policy: OFFERED,
      async instead(request) {
        return isTokenRequest(request) && used.has(await codeIn(request))
          ? oauthError('invalid_grant')
          : undefined;
      },
      async change(request, response) {
        if (!isTokenRequest(request) || response.status !== 400) return response;
        const { error } = await response.clone().json();
        const code = await codeIn(request);
        if (error !== 'use_dpop_nonce' && code) used.add(code);
        return response;
      },
    });
    expect(broken).toEqual([]);
    expect(idsOf('not testable')).toEqual(DPOP_RULES.filter((id) => id.startsWith('dpop-token-')));
    // Another probe redeems a code with a proof of its key. Without that probe, the rule is not decided.
    expect(note('dpop-code-bound')).toContain('may have used up the code');
    const { 'dpop-refresh': _, ...probes } = evidence.probes;
    expect(findingsOf({ ...evidence, probes }).find(({ id }) => id === 'dpop-code-bound')).toMatchObject({
      result: 'not testable',
      reason: expect.stringContaining('First run the probe “A refresh token that is bound to a key”'),
    });
  });

  it('if the server lists its tools without a token', async () => {
    const { idsOf } = await check({
      policy: OFFERED,
      instead: postsTo('/mcp', toolList),
    });
    expect(idsOf('pass').filter((id) => id.startsWith('dpop-call-'))).toEqual([]);
    expect(idsOf('fail')).toEqual([]);
  });

  it.each([429, 500])('if the server responds with %d', async (status) => {
    const { idsOf } = await check({
      policy: OFFERED,
      change: (request, response) =>
        request.headers.has('DPoP') && response.status >= 400 && !isPreflight(request)
          ? response.headers.has('DPoP-Nonce') && !request.headers.get('DPoP')?.includes(',')
            ? response
            : new Response(null, { status, headers: response.headers })
          : response,
    });
    expect(idsOf('not testable')).toEqual(['dpop-token-one', 'dpop-call-one']);
    expect(idsOf('fail')).toEqual([]);
  });
});

describe('a server’s response to a DPoP proof', () => {
  const INVALID_PROOF = { error: 'invalid_dpop_proof' };
  const NO_SESSION = { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'No session' } };
  const isProven = ({ method, url, headers }: Request) =>
    method === 'POST' && url === SERVER && /^(DPoP |Bearer ey)/.test(headers.get('Authorization') ?? '');
  const demandsNonce = ({ headers }: Response) =>
    /use_dpop_nonce/.test(headers.get('WWW-Authenticate') ?? '');

  it('is a refusal of the proof if it is a 400 that names the error, even if a call without a session also gets 400', async () => {
    const { idsOf } = await check({
      policy: OFFERED,
      change(request, response) {
        if (!isProven(request) || demandsNonce(response)) return response;
        return corsJson(response.ok ? NO_SESSION : INVALID_PROOF, 400);
      },
    });
    expect(idsOf('fail')).toEqual([]);
    expect(idsOf('pass')).toEqual(DPOP_RULES);
  });

  it.each<[number, object, string[]]>([
    [400, INVALID_PROOF, ['dpop-call-works']],
    [403, {}, []],
  ])(
    'that refuses a right proof (%i) breaks the rule about right proofs only if the error is about the proof',
    async (status, body, broken) => {
      const { idsOf } = await check({
        policy: OFFERED,
        change: (request, response) =>
          isProven(request) && !demandsNonce(response) ? corsJson(body, status) : response,
      });
      expect(idsOf('fail')).toEqual(broken);
      expect(idsOf('pass').filter((id) => id.startsWith('dpop-call-'))).toEqual([]);
    },
  );
});

describe('a page in a browser', () => {
  it('cannot send proofs if the preflight does not allow the header', async () => {
    const { broken, finding, saw, fixCode } = await check({
      policy: OFFERED,
      change: withHeaders(isPreflight, {
        [CORS]: 'authorization, content-type, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id',
      }),
    });
    expect(broken).toEqual(['dpop-readable']);
    expect(fixCode('dpop-readable')).toContain(`${CORS}: authorization, content-type, dpop`);
    expect(saw('dpop-readable')).toContain('https://as.example/idp/token to a request with a DPoP header');
    expect(finding('dpop-readable')?.shownBy).toHaveLength(2);
  });

  it('cannot repeat a request with a nonce that it may not read', async () => {
    const { broken, finding, fixCode } = await check({
      policy: OFFERED,
      change: withHeaders((request) => request.headers.has('DPoP'), {
        'Access-Control-Expose-Headers': 'WWW-Authenticate',
      }),
    });
    expect(broken).toEqual(['dpop-readable']);
    expect(fixCode('dpop-readable')).toContain('Access-Control-Expose-Headers: DPoP-Nonce');
    expect(finding('dpop-readable')?.shownBy).toHaveLength(2);
  });
});

describe('the promise of DPoP', () => {
  const plain = withHeaders(({ url }) => url === SERVER, { 'WWW-Authenticate': 'Bearer' });
  const unsaid = withMembers(isResourceMetadata, {
    dpop_signing_alg_values_supported: undefined,
    dpop_bound_access_tokens_required: undefined,
  });

  it('causes all tests of DPoP: a server without the promise gets no additional request and no finding about DPoP', async () => {
    const [without, offered] = [await check({}), await check({ policy: OFFERED })];
    const sent = ({ messages }: typeof without) =>
      messages.map(({ request }) => `${request.method} ${request.url.split('?')[0]}`);
    // The probes with proofs come before the last sign-in.
    const last = without.evidence.probes['later-request']?.requestId;
    const at = without.messages.findIndex(({ id }) => id === last);
    expect(sent(offered).slice(0, at)).toEqual(sent(without).slice(0, at));
    expect(sent(offered).slice(at - sent(without).length)).toEqual(sent(without).slice(at));
    expect(sent(offered).length).toBeGreaterThan(sent(without).length + 50);
    const requests = without.messages.map(({ request }) => request);
    // Looks for the names of parameters, because a random code may contain “dpop” by chance.
    expect(requests.filter(({ headers, url }) => headers.dpop || /[?&]dpop_jkt=/.test(url))).toEqual([]);
    expect(without.findings.filter(({ group }) => group === 'dpop')).toEqual([]);
  });

  it.each<[string, TestServers, string[]]>([
    [
      'the metadata of the authorization server',
      { policy: OFFERED, change: inTurn(plain, unsaid) },
      ['dpop-token-endpoint', 'dpop-code', 'dpop-refresh'],
    ],
    [
      'the metadata of the MCP server',
      resourceWith({ dpop_signing_alg_values_supported: ['ES256'] }),
      ['dpop-server'],
    ],
    [
      'the metadata of the MCP server, which requires bound tokens',
      resourceWith({ dpop_bound_access_tokens_required: true }),
      ['dpop-server'],
    ],
    ['the MCP challenge', challengeWith('Bearer scope="a, DPoP", DPoP algs="ES256"'), ['dpop-server']],
    ['an empty list', { change: withMembers(() => true, { dpop_signing_alg_values_supported: [] }) }, []],
    ['an unsupported algorithm', issuerWith({ dpop_signing_alg_values_supported: ['EdDSA'] }), []],
  ])('decides which probes run: %s', async (_what, servers, expected) => {
    const evidence = await examined(servers);
    expect(probesFor(evidence).flatMap(({ id, dpop }) => (dpop ? [id] : []))).toEqual(expected);
  });

  it('with only unsupported algorithms: the report gives a reason in place of a verdict, and does not sign in if bound tokens are required', async () => {
    const algorithms = { dpop_signing_alg_values_supported: ['EdDSA', 'ES384'] };
    const offered = await check({ policy: OFFERED, change: withMembers(isServerMetadata, algorithms) });
    expect(offered.reason('dpop-token-htu')).toBe(
      'The authorization server lists EdDSA, ES384 for proofs, and this report signs only with ES256.',
    );
    const required = await check({
      policy: { dpop: 'required' },
      change: withMembers(isServerMetadata, algorithms),
    });
    expect(required.messages.filter(({ channel }) => channel === 'front')).toEqual([]);
  });
});
