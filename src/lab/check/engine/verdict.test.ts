import { describe, expect, it } from 'vitest';
import { type Change, createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { responsesFrom, withHeaders, withMembers, withoutIssuer } from '../testing/changes.ts';
import { findingsOf, probed, reportOn, withSteps } from '../testing/reports.ts';
import { atTokenEndpoint, isServerMetadata } from '../testing/requests.ts';
import { INITIALIZED, READABLE, webPage } from '../testing/responses.ts';
import type { Attempt } from './attempt.ts';
import type { Evidence, MetadataDocument } from './evidence.ts';
import type { SkippedAddress } from './named-address.ts';
import type { ProbeEvidence, ProbeId, ResponseSeen, StepName, StepSeen, TokenFacts } from './probes/probe.ts';
import { SAME_ORIGIN } from './rules/reachability.ts';
import { verdictOf } from './verdict.ts';

async function verdictAfterProbes(servers: TestServers) {
  const evidence = await probed(servers);
  return verdictOf(evidence, findingsOf(evidence));
}

async function verdictBefore(servers: TestServers, clientId: string) {
  const evidence = await createTestBrowser(servers).examine({ clientId });
  return verdictOf(evidence, findingsOf(evidence));
}

const refusingToken = (error: string): TestServers => ({
  instead: ({ method, url }) =>
    method === 'POST' && url === `${ISSUER}/token`
      ? Response.json({ error }, { status: 400, headers: { 'Access-Control-Allow-Origin': '*' } })
      : undefined,
});

const withTokenGets =
  (answer: () => Response): Change =>
  ({ url, method, headers }, response) =>
    url === SERVER && method === 'POST' && (headers.get('Authorization') ?? '').length > 100
      ? answer()
      : response;

describe('the verdict after the probes', () => {
  it.each<[string, TestServers]>([
    ['the token endpoint refuses every code', refusingToken('invalid_client')],
    ['the responses have another iss', { change: responsesFrom('https://evil.example') }],
    ['the responses have no iss, which the metadata promises', { change: withoutIssuer }],
    ['the MCP server refuses the token', { instead: unauthorized }],
  ])('is that a page cannot sign in if %s', async (_what, servers) => {
    expect(await verdictAfterProbes(servers)).toMatchObject({
      usable: 'none',
      text: expect.stringMatching(/^A page cannot sign in here\. /),
    });
  });

  it.each<[string, () => Response, string]>([
    ['500', () => new Response('No keys.', { status: 500, headers: READABLE }), 'It says: “No keys.”'],
    ['402', () => new Response('Pay.', { status: 402, headers: READABLE }), 'It says: “Pay.”'],
    ['406', () => new Response('Not this.', { status: 406, headers: READABLE }), 'It says: “Not this.”'],
    ['a web page', () => webPage(200), 'answered 200 with a web page'],
    ['a web page and 403', () => webPage(403), 'answered 403 with a web page'],
  ])('says that no call with the token was served if each gets %s', async (_what, answer, says) => {
    const { usable, text } = await verdictAfterProbes({ change: withTokenGets(answer) });
    expect(usable).toBe('sign-in');
    expect(text).toMatch(/^A page can sign in here, but no call with the token was served\. /);
    expect(text).toContain(says);
  });

  it.each<[string, object, string, string[]]>([
    ['a right', { message: 'Not in your plan' }, 'but no call with the token was served', []],
    ['the origin', { error: 'Origin not allowed' }, 'requests from pages of this origin', ['origin-let-in']],
  ])('does not blame the token for a 403 that may be about %s', async (_what, body, says, rules) => {
    const answer = () => Response.json(body, { status: 403, headers: READABLE });
    const { verdict, broken } = reportOn(await probed({ change: withTokenGets(answer) }));
    expect(verdict.text).toContain(says);
    expect(broken).toEqual(rules);
  });

  it('does not say that a call was not served if its response is too large to be read', async () => {
    const answer = () => new Response('x'.repeat(600_000), { headers: READABLE });
    const { verdict, note } = reportOn(await probed({ change: withTokenGets(answer) }));
    expect(verdict.text).toMatch(/^A page can sign in here\. The probes that ran/);
    expect(note('sign-in-works')).toContain('larger than 512 KiB');
  });

  it('does not say that a refresh never works if a firewall may have refused it', async () => {
    const instead = atTokenEndpoint((form) => (form.has('refresh_token') ? webPage(403) : undefined));
    expect((await verdictAfterProbes({ instead })).text).not.toContain('refresh');
  });

  it.each([
    [400, false, false],
    [404, true, false],
    [404, false, true],
  ])(
    'with %i for a missing session, and a handshake that begins one (%s), says that no call was served: %s',
    async (status, begins, isSaid) => {
      const refusal = () => new Response('No valid session ID', { status, headers: READABLE });
      const begun = () =>
        Response.json(INITIALIZED, {
          headers: { ...READABLE, 'Access-Control-Expose-Headers': '*', 'Mcp-Session-Id': 's1' },
        });
      const isHandshake = async (request: Request) =>
        begins && request.method === 'POST' && (await request.clone().text()).includes('"initialize"');
      const { text } = await verdictAfterProbes({
        change: async (request, response) =>
          withTokenGets((await isHandshake(request)) ? begun : refusal)(request, response),
      });
      expect(text.includes('no call with the token was served')).toBe(isSaid);
    },
  );

  it('gives the reason if a failing token endpoint let no probe sign in', async () => {
    const { text } = await verdictAfterProbes({
      instead: ({ method, url }) =>
        method === 'POST' && url === `${ISSUER}/token`
          ? new Response(null, { status: 500, headers: READABLE })
          : undefined,
    });
    expect(text).toBe(
      'A page can find its way to the sign-in. The token endpoint answered 500, which says nothing about the request.',
    );
  });

  it('does not say that no rule is broken if there is advice', async () => {
    expect((await verdictAfterProbes({})).text).toBe(
      'A page can sign in here. The probes that ran found no broken rule.',
    );
    const withPlain = await verdictAfterProbes({
      change: withMembers(isServerMetadata, { code_challenge_methods_supported: ['S256', 'plain'] }),
    });
    expect(withPlain.text).toBe('A page can sign in here. The probes that ran found no broken MUST.');
  });

  it('names the undecided rules that protect a code or the MCP server', async () => {
    let exchanges = 0;
    const { text } = await verdictAfterProbes({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        if (new URLSearchParams(await request.text()).get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 2 ? new Response(null, { status: 429, headers: READABLE }) : undefined;
      },
    });
    expect(text).toBe(
      'A page can sign in here. The probes that ran found no broken rule. They could not decide: “A code with a wrong verifier is refused”, “A code without its verifier is refused”, “A code works once”, “The MCP server refuses tokens that were not issued for it”.',
    );
  });
});

describe('the verdict before the probes', () => {
  it('is unclear if the server answers only 429', async () => {
    const servers: TestServers = {
      instead: ({ method }) =>
        method === 'OPTIONS' ? undefined : new Response('Not now.', { status: 429, headers: READABLE }),
    };
    expect(await verdictBefore(servers, '')).toEqual({
      usable: 'unclear',
      text: `It answered a call with 429 (text: “Not now.”) and initialize with 429 (text: “Not now.”). This does not show whether there is an MCP server.`,
    });
  });

  it('does not say that a page can sign in, because no user has signed in', async () => {
    const { text } = await verdictBefore(
      { change: withMembers(isServerMetadata, { response_types_supported: ['id_token'] }) },
      'this-app',
    );
    expect(text).toBe(
      'A page can find its way to the sign-in, but should not use it yet: the server breaks rules that it must keep.',
    );
  });

  it('names the client ID that a page needs if it cannot register by itself', async () => {
    const { text } = await verdictBefore({}, '');
    expect(text).toContain('needs a client ID from the operator');
    expect((await verdictBefore({}, 'this-app')).text).not.toContain('client ID');
    const registering: TestServers = { policy: { registrationOffered: true } };
    expect((await verdictBefore(registering, '')).text).not.toContain('client ID');
    const keptOut: TestServers = {
      ...registering,
      change: withHeaders(({ url }) => url === `${ISSUER}/register`, {
        'Access-Control-Allow-Origin': undefined,
      }),
    };
    expect((await verdictBefore(keptOut, '')).text).toContain('needs a client ID from the operator');
  });
});

describe('a finding on evidence that hardly any server gives', () => {
  type Members = MetadataDocument['members'];
  const inDocuments =
    (locations: 'resourceLocations' | 'serverLocations', members: Members) =>
    (evidence: Evidence): Evidence => ({
      ...evidence,
      [locations]: evidence[locations].map(({ document, ...location }) => ({
        ...location,
        ...(document && { document: { ...document, members: { ...document.members, ...members } } }),
      })),
    });
  const server = (members: Members) => inDocuments('serverLocations', members);
  const from = (pageOrigin: string, id?: ProbeId) => (evidence: Evidence) => ({
    ...evidence,
    pageOrigin,
    ...(id && { probes: { [id]: evidence.probes[id] } }),
  });
  const withoutMetadata = (evidence: Evidence) => ({ ...evidence, resourceLocations: [] });
  const resource = (members: Members) => inDocuments('resourceLocations', members);
  const only = (id: ProbeId, change: (probe: ProbeEvidence) => ProbeEvidence) => (evidence: Evidence) => {
    const probe = evidence.probes[id];
    if (!probe) throw new Error('The probe did not run.');
    return { ...evidence, probes: { [id]: change(probe) } };
  };
  const onlyStep = (id: ProbeId, name: StepName, change: Partial<StepSeen> | undefined) =>
    only(id, ({ steps: { [name]: step, ...steps }, ...probe }) => {
      if (!step) throw new Error(`“${name}” did not run.`);
      return { ...probe, steps: { ...steps, ...(change && { [name]: { ...step, ...change } }) } };
    });
  const withoutToken = { token: undefined } as unknown as Partial<StepSeen>;
  const BARE = { headers: {}, error: undefined, description: undefined } as unknown as Partial<StepSeen>;
  const exchange = (change: Partial<StepSeen> | undefined) =>
    onlyStep('right-request', 'right exchange', change);
  const granted = (token: Partial<TokenFacts>) =>
    exchange({ token: { refreshToken: true, idToken: false, ...token } });
  const responded = (id: ProbeId, response: Omit<ResponseSeen, 'exchangeId'>) =>
    only(id, (probe) => ({ ...probe, response: { exchangeId: 7, ...response }, steps: {} }));
  /** Like {@link responded} and {@link onlyStep}, but with the other probes. */
  const amongOthers = (change: (evidence: Evidence) => Evidence) => (evidence: Evidence) => ({
    ...evidence,
    probes: { ...evidence.probes, ...change(evidence).probes },
  });
  const step = (id: ProbeId, name: StepName, change: Partial<StepSeen> | undefined) =>
    amongOthers(onlyStep(id, name, change));
  const altered = (change: Partial<StepSeen>) =>
    step('right-request', 'call with an altered token', { ...BARE, ...change });
  const deviating = (change: Partial<StepSeen>) =>
    step('no-resource', 'call with the deviating token', { ...BARE, ...change });
  const both =
    (...changes: ((evidence: Evidence) => Evidence)[]) =>
    (evidence: Evidence) =>
      changes.reduce((changed, change) => change(changed), evidence);
  /** The only call with the right token gets this response. */
  const called = (change: Partial<StepSeen>) =>
    both(
      onlyStep('right-request', 'call', { ...BARE, ...change }),
      onlyStep('right-request', 'call again', undefined),
    );
  const calls =
    (change: Partial<Attempt>) =>
    ({ challenge, ...evidence }: Evidence) => ({
      ...evidence,
      ...(challenge && { challenge: { ...challenge, headers: {}, ...change } }),
      probes: {},
    });
  const SERVED = { status: 200, content: 'JSON-RPC result' } as const;
  const initialized =
    (change: Partial<Attempt>) =>
    ({ challenge, ...evidence }: Evidence) => ({
      ...evidence,
      ...(challenge && { challenge, initialize: { ...challenge, ...change } }),
    });
  const OTHERWISE = { status: 404, content: 'text', errorText: 'Nothing here.' } as const;
  /** The first call is answered otherwise, and only the response to `initialize` shows something. */
  const atInitialize = (change: Partial<Attempt>) =>
    both(calls(OTHERWISE), initialized(change), withoutMetadata);
  /** The handshake gets this response to its notification. */
  const notified = (change: Partial<Attempt>) =>
    both(calls(SERVED), initialized(SERVED), ({ challenge, ...evidence }) => ({
      ...evidence,
      ...(challenge && { challenge, initialized: { ...challenge, ...change } }),
    }));
  const challenged =
    (headers: Attempt['headers']) =>
    ({ challenge, ...evidence }: Evidence): Evidence => ({
      ...evidence,
      ...(challenge && { challenge: { ...challenge, headers } }),
    });
  const registered = (change: Partial<Attempt>) => (evidence: Evidence) => ({
    ...evidence,
    ...(evidence.registrationEndpoint && {
      registrationEndpoint: { ...evidence.registrationEndpoint, ...change },
    }),
  });
  /** The preflight gets no response, although the server responds, and refuses these headers. */
  const refusingHeaders =
    (refusedHeaders: string[], hidden?: Attempt['hidden']) =>
    ({ preflight, challenge, ...evidence }: Evidence): Evidence => ({
      ...evidence,
      refusedHeaders,
      ...(challenge && { challenge, afterPreflight: challenge }),
      ...(preflight && {
        preflight: {
          ...preflight,
          outcome: 'unreadable',
          status: 0,
          ...(hidden && { hidden, reason: 'No.' }),
        },
      }),
    });
  /** No location has a document. The challenge names the first one. */
  const missingAt =
    (...statuses: number[]) =>
    (evidence: Evidence): Evidence => {
      const [first] = evidence.resourceLocations;
      if (!first?.attempt) throw new Error('No location was requested.');
      const { attempt } = first;
      const locations = statuses.map((status, at) => ({
        url: `https://mcp.example/${at}`,
        attempt: { ...attempt, status },
        wrong: `status ${status}. Sorry`,
      }));
      const header = 'Bearer resource_metadata="https://mcp.example/0"';
      return challenged({ 'www-authenticate': header })({ ...evidence, resourceLocations: locations });
    };
  /** The probe without a resource alone, with tokens for these audiences. The call with its token is served. */
  const audiences = (issued: string[] | undefined, right: string[] | undefined) =>
    both(
      step('no-resource', 'deviating exchange', {
        token: { refreshToken: true, idToken: false, ...(issued && { audience: issued }) },
      }),
      step(
        'right-request',
        'right exchange',
        right ? { token: { refreshToken: true, idToken: false, audience: right } } : withoutToken,
      ),
      deviating(SERVED),
      ({ probes: { 'wrong-resource': _, ...probes }, ...evidence }) => ({ ...evidence, probes }),
    );
  const skipped = (why: Partial<SkippedAddress>) => (evidence: Evidence) => ({
    ...evidence,
    skipped: [
      {
        url: 'https://nas.example/as',
        member: 'issuer',
        namedBy: 'the resource metadata',
        namedAt: SERVER,
        why: 'nearer' as const,
        ...why,
      },
    ],
    serverLocations: [],
  });
  const unprobed = (evidence: Evidence): Evidence => ({ ...evidence, probes: {} });
  const without =
    (name: 'tokenEndpoint') =>
    ({ [name]: _, ...evidence }: Evidence) =>
      evidence;
  const hiddenTokenEndpoint = ({ tokenEndpoint, ...evidence }: Evidence): Evidence => ({
    ...evidence,
    ...(tokenEndpoint && {
      tokenEndpoint: {
        ...tokenEndpoint,
        outcome: 'unreadable',
        reason: 'No.',
        hidden: { to: 'request', status: 400 },
      },
    }),
  });
  const invalidToken = (change: Partial<Attempt>) => (evidence: Evidence) => ({
    ...evidence,
    ...(evidence.invalidToken && { invalidToken: { ...evidence.invalidToken, ...change } }),
  });
  /** The right token gets this response, too. */
  const rightCalls = (change: Partial<StepSeen>) =>
    both(
      step('right-request', 'call', { ...BARE, ...change }),
      step('right-request', 'call again', { ...BARE, ...change }),
      step('refresh', 'call', { ...BARE, ...change }),
    );
  const PAGE_INSTEAD = { status: 403, content: 'web page' } as const;
  const NO_SESSION = { status: 400, content: 'JSON, not JSON-RPC', error: 'no_session' } as const;
  const SEEN = [expect.any(Number)];
  const TWO_SEEN = [...SEEN, ...SEEN];
  const NOTHING = 'It lists nothing.';

  it.each<[string, (evidence: Evidence) => Evidence, object]>([
    ['reachable', ({ challenge: _, ...evidence }) => evidence, { reason: 'It got no request.' }],
    ['resource-metadata-found', withoutMetadata, { reason: 'No location was requested.' }],
    ['preflight', from('https://mcp.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    ['token-endpoint-readable', from('https://as.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    ['registration-readable', from('https://as.example'), { reason: SAME_ORIGIN, shownBy: SEEN }],
    [
      's256',
      server({ code_challenge_methods_supported: 7 }),
      { saw: 'Its code_challenge_methods_supported is 7, and not a list.' },
    ],
    ['s256', server({ code_challenge_methods_supported: [] }), { saw: NOTHING }],
    ['code-response', server({ response_types_supported: [] }), { saw: NOTHING }],
    [
      'code-response',
      server({ grant_types_supported: [] }),
      { saw: 'Its grant_types_supported lists nothing.' },
    ],
    [
      'public-clients',
      server({ token_endpoint_auth_methods_supported: [] }),
      { saw: `${NOTHING} A page cannot keep a secret, which these methods need.` },
    ],
    [
      'names-an-authorization-server',
      resource({ authorization_servers: [ISSUER, 'https://b.example', 'https://c.example'] }),
      { note: '2 more are named.' },
    ],
    [
      'issuer-identical',
      server({ issuer: '' }),
      {
        saw: expect.stringContaining('the issuer in the metadata is missing.'),
        fix: { say: expect.any(String), code: `"issuer": "${ISSUER}"` },
      },
    ],
    ['tokens-not-kept', exchange({ headers: {} }), { saw: 'It sends no Cache-Control.' }],
    ['bearer-type', granted({}), { saw: 'The response has no token_type.' }],
    ['short-life', granted({}), { saw: 'The response has no expires_in.' }],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'unreadable' }),
      { reason: expect.stringMatching(/^The token request got no response\. .* Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'unreadable', reason: 'It is gone.' }),
      { reason: expect.stringMatching(/^The token request got no response\. It is gone\. Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({
        ...withoutToken,
        outcome: 'unreadable',
        reason: 'No.',
        hidden: { to: 'request', status: 503 },
      }),
      { reason: expect.stringMatching(/^The token request got no response\. No\. Nothing shows /) },
    ],
    [
      'sign-in-works',
      exchange({
        ...withoutToken,
        outcome: 'unreadable',
        reason: 'No.',
        hidden: { to: 'request', status: 400 },
      }),
      { saw: 'This client read no token for the code. No.' },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, outcome: 'redirected' }),
      { reason: 'The token endpoint answered with a redirect, and with none before.' },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 400, content: 'web page' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 400 with a web page, and with none before: /,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange(undefined),
      { saw: 'The token endpoint issued no token for the code: no response.' },
    ],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true }),
      { saw: 'The server refused the pushed request: its response has no request_uri.' },
    ],
    [
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        status: 'no response',
        strayed: true,
      })),
      {
        reason:
          'A response arrived, but without the state of the request (RFC 6749 §4.1.2), so it was ignored.',
      },
    ],
    [
      'plain-refused',
      responded('plain', { code: true }),
      {
        reason: 'A code came, but the probe did not see whether the server exchanges it.',
        shownBy: TWO_SEEN,
      },
    ],
    [
      'revocation-works',
      (evidence) =>
        withSteps(evidence, 'right-request', ({ revoke, 'refresh after revocation': after, ...steps }) => ({
          ...steps,
          ...(revoke && { revoke: { ...revoke, outcome: 'timed out' } }),
          ...(after && {
            'refresh after revocation': { ...after, token: { refreshToken: true, idToken: false } },
          }),
        })),
      {
        reason: 'No response of the revocation endpoint was read, and the token still works.',
        shownBy: TWO_SEEN,
      },
    ],
    [
      'dpop-token-type',
      onlyStep('dpop-token-endpoint', 'token request', { token: { refreshToken: true, idToken: false } }),
      { saw: 'The response has no token_type.' },
    ],
    [
      'dpop-token-htm',
      responded('dpop-token-endpoint', { code: false, error: 'access_denied' }),
      { reason: 'The sign-in was already refused: access_denied.', shownBy: [7] },
    ],
    [
      'dpop-readable',
      from('https://as.example', 'dpop-token-endpoint'),
      { reason: SAME_ORIGIN, shownBy: SEEN },
    ],
    [
      'dpop-readable',
      only('dpop-token-endpoint', ({ steps, ...probe }) => ({
        ...probe,
        steps: Object.fromEntries(
          Object.entries(steps).map(([name, step]) => [name, { ...step, outcome: 'timed out' }]),
        ),
      })),
      { reason: 'No request with a proof got a response.', shownBy: SEEN },
    ],
    [
      'dpop-readable',
      (evidence) => server({ dpop_signing_alg_values_supported: [] })({ ...evidence, probes: {} }),
      { awaits: 'dpop-server' },
    ],
    [
      'dpop-call-works',
      onlyStep('dpop-server', 'call with a proof again', undefined),
      { result: 'pass', shownBy: SEEN },
    ],
    [
      'wrong-verifier-refused',
      only('wrong-verifier', ({ response: _, ...probe }) => ({
        ...probe,
        pushed: {
          exchangeId: 7,
          url: `${ISSUER}/par`,
          outcome: 'redirected',
          status: 0,
          headers: {},
        },
      })),
      {
        reason:
          'The pushed request got no readable response. It answers with a redirect, which this page does not follow.',
        shownBy: [7],
      },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: true }),
      {
        result: 'pass',
        note: 'It answered without an error at the registered redirect URI. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      amongOthers(responded('changed-redirect-uri', { code: false, error: 'redirect_uri_mismatch' })),
      {
        result: 'pass',
        note: 'It answered redirect_uri_mismatch at the registered redirect URI. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      amongOthers(
        responded('changed-redirect-uri', {
          code: false,
          error: 'redirect_uri_mismatch',
          atPush: true,
          pushStatus: 400,
        }),
      ),
      {
        result: 'pass',
        note: 'It refused the pushed request: redirect_uri_mismatch. Only the query of the redirect URI was wrong.',
      },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: false, error: 'access_denied', atAnotherUri: true }),
      { saw: 'It sent its response to a redirect URI that is not registered.' },
    ],
    [
      'redirect-uri-exact',
      responded('changed-redirect-uri', { code: true, atAnotherUri: true }),
      { saw: 'It sent its response to a redirect URI that is not registered, with a code.' },
    ],
    [
      'plain-refused',
      responded('plain', { code: false, error: 'access_denied' }),
      { reason: 'The response was access_denied, which is unrelated to the deviation.' },
    ],
    [
      'plain-refused',
      responded('plain', { code: false, error: 'access_denied', description: 'Cancelled' }),
      { reason: 'The response was access_denied (“Cancelled”), which is unrelated to the deviation.' },
    ],
    [
      'sign-in-works',
      called(PAGE_INSTEAD),
      { result: 'pass', note: 'The MCP server answered 403 with a web page to a call with the token.' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken({ ...PAGE_INSTEAD, status: 404 })),
      { result: 'pass' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken({ status: 403, content: 'text' })),
      { result: 'pass' },
    ],
    [
      'sign-in-works',
      both(called(PAGE_INSTEAD), invalidToken(PAGE_INSTEAD)),
      { saw: expect.stringMatching(/^The MCP server refused the token of this sign-in, with status 403\./) },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'JSON-RPC error' }), ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge: { ...challenge, status: 400 } }),
      })),
      { reason: 'It answered 400 to the same call without a token, too.', shownBy: TWO_SEEN },
    ],
    [
      'altered-token-refused',
      altered({ status: 200, content: 'nothing' }),
      { reason: 'It answered 200 (nothing), which says nothing about the token.' },
    ],
    [
      'altered-token-refused',
      altered({ status: 503, content: 'text', error: 'server_error', description: 'Down.' }),
      { reason: 'It answered 503 (“server_error Down.”), which says nothing about the token.' },
    ],
    [
      'altered-token-refused',
      altered({ status: 503, content: 'text' }),
      { reason: 'It answered 503, which says nothing about the token.' },
    ],
    [
      'altered-token-refused',
      altered({ status: 402, content: 'text' }),
      { reason: 'It answered 402, which says nothing about the token.' },
    ],
    ...([400, 403] as const).map((status): [string, (evidence: Evidence) => Evidence, object] => [
      'altered-token-refused',
      altered({ status, content: 'text' }),
      { result: 'pass', note: `It answered ${status}.`, shownBy: TWO_SEEN },
    ]),
    ['audience-checked', both(rightCalls(NO_SESSION), deviating(NO_SESSION)), { result: 'fail' }],
    [
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, error: 'no_audience' })),
      { reason: 'It answered 400 to the right token, too, so a refusal shows nothing.' },
    ],
    [
      'audience-checked',
      both(rightCalls(NO_SESSION), deviating({ ...NO_SESSION, description: 'Begin one.' })),
      { reason: 'It answered 400 to the right token, too, so a refusal shows nothing.' },
    ],
    [
      'token-endpoint-readable',
      both(hiddenTokenEndpoint, (evidence) => ({ ...evidence, clientId: '', probes: {} })),
      { reason: expect.stringContaining('enter your client ID above'), shownBy: SEEN },
    ],
    [
      'token-endpoint-readable',
      both(hiddenTokenEndpoint, (evidence) => ({ ...evidence, probes: {} })),
      { fix: { say: expect.stringContaining('for the client this-app'), code: expect.any(String) } },
    ],
    [
      'authorization-endpoint-closed',
      ({ authorizationEndpoint, tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { authorizationEndpoint: { ...tokenEndpoint, outcome: 'redirected' } }),
      }),
      { result: 'pass', note: 'It redirects, and this page cannot read where.' },
    ],
    [
      'handshake-completes',
      both(calls({ ...SERVED, exchangeId: 6 }), initialized({ status: 400, content: 'JSON-RPC error' })),
      { fix: { say: expect.stringMatching(/^Serve initialize before any other call, or server\/discover/) } },
    ],
    [
      'lists-after-handshake',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge, listed: { ...challenge, outcome: 'unreadable', status: 0 } }),
      }),
      { reason: 'The response could not be read.', shownBy: SEEN },
    ],
    ['asks-for-bearer', calls(SERVED), { reason: 'There was no 401.', shownBy: SEEN }],
    ['streamable-http', atInitialize({}), { reason: 'It accepted no message.', shownBy: SEEN }],
    ['is-mcp-server', atInitialize({ content: 'web page' }), { result: 'not testable' }],
    [
      'is-mcp-server',
      both(atInitialize({ status: 405 }), ({ initialize, ...evidence }) => ({
        ...evidence,
        ...(initialize && { initialize, newer: { ...initialize, status: 406 } }),
      })),
      {
        reason: expect.stringMatching(
          /^It answered a call with 404 .*, initialize with 405 .* and a call of MCP 2026-07-28 with 406 /,
        ),
      },
    ],
    [
      'serves-or-asks',
      both(calls({ status: 403, errorText: 'Geo-blocked.' }), withoutMetadata),
      { reason: expect.stringContaining('It may refuse calls from the place of this client.') },
    ],
    ...[SERVER, 'http://other.example/mcp', ''].map(
      (address): [string, (evidence: Evidence) => Evidence, object] => [
        'serves-or-asks',
        both(calls(OTHERWISE), resource({ resource: address, authorization_servers: [] })),
        { fix: { say: expect.stringMatching(/^Check the address:/) } },
      ],
    ),
    [
      'refuses-nonsense',
      invalidToken({ outcome: 'redirected', status: 0 }),
      { reason: 'It answered with a redirect, possibly from a proxy in front of the server.', shownBy: SEEN },
    ],
    [
      'refuses-nonsense',
      both(invalidToken({ status: 500, content: 'web page' }), unprobed),
      { result: 'fail' },
    ],
    [
      'refuses-nonsense',
      both(invalidToken({ status: 403, content: 'web page' }), unprobed),
      { reason: expect.stringMatching(/^It answered 403 with a web page, /) },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, outcome: 'unreadable', status: 0 },
          simple: challenge,
          simplePost: { ...challenge, outcome: 'unreadable', status: 0 },
        }),
      }),
      { saw: expect.stringMatching(/ It shows no response to a POST that needs no preflight either\.$/) },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: {
            ...challenge,
            outcome: 'unreadable',
            status: 0,
            reason: 'No.',
            hidden: { to: 'request', status: 400 },
          },
          simple: challenge,
        }),
      }),
      { saw: expect.stringMatching(/which needs a preflight\. No\.$/) },
    ],
    ...(
      [
        ['prompt', /^You have neither granted nor denied /],
        ['unknown', /^No browser reported /],
      ] as const
    ).map(([localNetworkAccess, reason]): [string, (evidence: Evidence) => Evidence, object] => [
      'local-network',
      (evidence) => ({ ...evidence, serverUrl: 'http://localhost/mcp', localNetworkAccess }),
      { reason: expect.stringMatching(reason), shownBy: SEEN },
    ]),
    ['secure-address', (evidence) => evidence, { result: 'pass', shownBy: [] }],
    [
      'authorization-endpoint-closed',
      ({ tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { authorizationEndpoint: { ...tokenEndpoint, headers: {} } }),
      }),
      { saw: 'It let this page read its response (Access-Control-Allow-Origin: not shown).' },
    ],
    [
      'token-endpoint-readable',
      both(without('tokenEndpoint'), skipped({ member: 'token_endpoint', why: 'not confirmed' })),
      { reason: expect.stringMatching(/^You did not confirm https:\/\/nas\.example\/as\. /) },
    ],
    [
      'token-endpoint-readable',
      both(without('tokenEndpoint'), skipped({ member: 'issuer' })),
      { reason: 'No token_endpoint was found.' },
    ],
    [
      'registration-readable',
      skipped({ member: 'registration_endpoint', why: 'not confirmed' }),
      { reason: expect.stringMatching(/^You did not confirm https:\/\/nas\.example\/as\. /) },
    ],
    ['registration-readable', skipped({ member: 'issuer' }), { result: 'pass' }],
    ['registration-readable', registered({ status: 201 }), { result: 'pass' }],
    ['registration-readable', registered({ status: 501 }), { result: 'fail' }],
    ['registration-readable', registered({ status: 503 }), { result: 'not testable' }],
    [
      'registration-readable',
      both(registered({ outcome: 'unreadable', status: 0 }), ({ tokenEndpoint, ...evidence }) => ({
        ...evidence,
        ...(tokenEndpoint && { endpointsWithoutCors: [{ ...tokenEndpoint, outcome: 'opaque' }] }),
      })),
      { result: 'not testable' },
    ],
    [
      'server-metadata-found',
      skipped({ member: 'token_endpoint' }),
      { reason: 'No authorization server was named.' },
    ],
    [
      'server-metadata-found',
      skipped({ member: 'authorization_servers', why: 'not confirmed' }),
      { reason: expect.stringMatching(/^You did not confirm /) },
    ],
    ['challenge-points', skipped({ url: 'https://nas.example/other' }), { result: 'pass' }],
    [
      'others-usable',
      ({ serverLocations, ...evidence }) => ({
        ...evidence,
        serverLocations,
        unusableServers: serverLocations.map(({ url, attempt }) => ({
          issuer: 'https://b.example',
          locations: [{ url, ...(attempt && { attempt: { ...attempt, exchangeId: 999, status: 404 } }) }],
          why: 'Why.',
        })),
      }),
      {
        saw: expect.stringMatching(/^https:\/\/b\.example: Why\.\nhttps:/),
        shownBy: [expect.any(Number), 999],
      },
    ],
    [
      'plain-refused',
      only('plain', ({ response: _, ...probe }) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe “The method plain” was stopped.', shownBy: SEEN },
    ],
    [
      'plain-refused',
      only('plain', ({ response: _, ...probe }) => ({ ...probe, status: 'left', steps: {} })),
      { reason: expect.stringMatching(/^The probe “The method plain” left for the server, /), shownBy: SEEN },
    ],
    [
      'downgrade-refused',
      amongOthers(responded('no-challenge', { code: false, error: 'invalid_request' })),
      { reason: 'It issued no code without a challenge, so there is no code to test.', shownBy: [7] },
    ],
    [
      'refresh-reuse-noticed',
      ({ probes: { 'right-request': _, ...probes }, ...evidence }) => ({ ...evidence, probes }),
      { awaits: 'right-request' },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, description: 'Blocked.' }),
      { reason: expect.stringMatching(/^The token endpoint answered 403 \(“Blocked\.”\), /) },
    ],
    [
      'audience-checked',
      audiences(undefined, [SERVER]),
      { reason: 'This page cannot read the audience of the token.', shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences([], [SERVER]),
      { reason: expect.stringMatching(/^The token names no audience, /), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences(['https://a.example'], undefined),
      { reason: expect.stringMatching(/^No token was issued for this server, /), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences(['a', 'b'], ['b']),
      { reason: expect.stringContaining('has the same audience, “a”, “b”, in place'), shownBy: SEEN },
    ],
    [
      'audience-checked',
      audiences([SERVER], [SERVER]),
      { reason: 'The token of this probe is for this server, too.', shownBy: SEEN },
    ],
    ['audience-checked', audiences(['https://a.example'], [SERVER]), { result: 'fail' }],
    [
      'dpop-call-htm',
      only('dpop-server', ({ steps: { 'bound exchange': exchange }, ...probe }) => ({
        ...probe,
        steps: {
          ...(exchange && {
            'bound exchange': { ...exchange, token: { refreshToken: true, idToken: false } },
          }),
        },
      })),
      { reason: 'The token has no type, so it is bound to no key.', shownBy: SEEN },
    ],
    [
      'dpop-call-works',
      both(
        step('dpop-server', 'call with a proof', { ...BARE, status: 400, content: 'text' }),
        step('dpop-server', 'call with a proof again', undefined),
        step('dpop-server', 'call with an invalid token', undefined),
      ),
      { reason: 'It answered 400, which says nothing about the token.', shownBy: SEEN },
    ],
    [
      'asks-for-bearer',
      challenged({ 'www-authenticate': 'DPoP algs="ES256"' }),
      { note: 'It asks for a token that is bound to a key (DPoP).' },
    ],
    [
      'registration-offered',
      server({ client_id_metadata_document_supported: true }),
      { note: 'It announces client ID metadata documents and dynamic registration.' },
    ],
    ['registration-readable', registered({ status: 401, content: 'web page' }), { result: 'not testable' }],
    [
      'registration-readable',
      registered({ status: 401, content: 'text' }),
      { fix: { say: expect.stringMatching(/^Accept registrations without an initial access token,/) } },
    ],
    [
      'registration-readable',
      registered({ status: 404, content: 'web page' }),
      { fix: { say: expect.stringMatching(/^Publish the address of the registration endpoint,/) } },
    ],
    [
      'registration-readable',
      registered({ outcome: 'redirected', redirectsTo: 'https://a.example/x' }),
      {
        saw: expect.stringMatching(
          /^It answers a registration with a redirect to https:\/\/a\.example\/x\. /,
        ),
      },
    ],
    [
      'registration-readable',
      registered({ outcome: 'unreadable', reason: 'No.', hidden: { to: 'request', status: 400 } }),
      {
        saw: 'No.',
        fix: { code: expect.stringMatching(/Headers: content-type\n[\s\S]*Headers: content-type'/) },
      },
    ],
    [
      'preflight',
      refusingHeaders(['MCP-Protocol-Version', 'Mcp-Session-Id']),
      { saw: 'It refuses MCP-Protocol-Version, Mcp-Session-Id.' },
    ],
    [
      'preflight',
      refusingHeaders([]),
      { saw: expect.stringMatching(/ Each header alone is allowed; together they are not\.$/) },
    ],
    ['preflight', refusingHeaders(['Mcp-Name', 'Mcp-Method']), { note: 'It refuses Mcp-Name, Mcp-Method.' }],
    ['preflight', refusingHeaders([], { to: 'request', status: 400 }), { result: 'pass' }],
    [
      'preflight-newer',
      refusingHeaders(['Mcp-Method', 'Mcp-Name']),
      { saw: expect.stringMatching(/^It refuses Mcp-Method and Mcp-Name\. /) },
    ],
    [
      'challenge-points',
      missingAt(404, 503),
      {
        saw: 'Its resource_metadata is https://mcp.example/0. The result there: status 404. Sorry.',
        fix: {
          say: expect.stringMatching(/^Name the location of the metadata once,/),
          code: expect.any(String),
        },
      },
    ],
    ['challenge-points', missingAt(503, 404), { result: 'not testable' }],
    [
      'challenge-points',
      missingAt(403, 404),
      { fix: { say: 'Let requests for this address pass without a token, for every page.' } },
    ],
    [
      'resource-metadata-found',
      both(
        ({ challenge: _, ...evidence }) => ({ ...evidence, probes: {} }),
        ({ resourceLocations, ...evidence }) => ({
          ...evidence,
          resourceLocations: resourceLocations.map(({ document: _, ...location }) => location),
        }),
      ),
      { reason: expect.stringMatching(/^This page could read no response that shows /) },
    ],
    [
      'local-network',
      (evidence) => ({ ...evidence, serverUrl: 'http://localhost/mcp', localNetworkAccess: 'denied' }),
      { result: 'fail', shownBy: SEEN },
    ],
    ['id-token-refused', granted({}), { reason: 'No ID token was issued.', shownBy: SEEN }],
    [
      'plain-refused',
      (evidence) => ({ ...evidence, probes: {} }),
      { reason: 'The probe “The method plain” has not run.', awaits: 'plain' },
    ],
    [
      'dpop-token-htm',
      only('dpop-token-endpoint', (probe) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe was stopped before this step.' },
    ],
    [
      'dpop-call-htm',
      only('dpop-server', ({ steps: { 'bound exchange': exchange }, ...probe }) => ({
        ...probe,
        steps: { ...(exchange && { 'bound exchange': { ...exchange, status: 400, ...withoutToken } }) },
      })),
      { reason: 'No token was issued for a right proof: 400.', shownBy: SEEN },
    ],
    [
      'dpop-token-htm',
      step('dpop-token-endpoint', 'token request, wrong htm', {
        token: { type: 'mac', refreshToken: true, idToken: false },
      }),
      { reason: expect.stringMatching(/^It issued a token of the type mac, so /) },
    ],
    [
      'dpop-token-htm',
      step('dpop-token-endpoint', 'token request, wrong htm', {
        token: { refreshToken: true, idToken: false },
      }),
      { reason: expect.stringMatching(/^It issued a token without a type, so /) },
    ],
    ...(
      [
        [{ status: 400, errorText: 'Unsupported protocol version' }, /version negotiation/],
        [{ status: 500 }, /Look for the cause in its log/],
        [{ status: 421 }, /“allowed hosts”/],
        [{ content: 'web page' }, /^A proxy or a firewall /],
        [{ status: 407 }, /^Check the address:/],
        [{ status: 403 }, /^Check the address:/],
      ] as const
    ).map(([change, say]): [string, (evidence: Evidence) => Evidence, object] => [
      'serves-or-asks',
      atInitialize(change),
      { fix: { say: expect.stringMatching(say) } },
    ]),
    [
      'serves-or-asks',
      atInitialize({ status: 403, errorText: 'Invalid Origin' }),
      { reason: 'Another finding says what is at this address.' },
    ],
    [
      'serves-or-asks',
      atInitialize({ status: 429 }),
      { reason: expect.stringContaining('It limits the rate of requests, or is busy.') },
    ],
    [
      'serves-or-asks',
      atInitialize({ status: 451 }),
      { reason: expect.stringContaining('It may refuse calls from the place of this client.') },
    ],
    ['is-mcp-server', atInitialize({ status: 400, content: 'JSON-RPC error' }), { result: 'pass' }],
    [
      'is-mcp-server',
      both(calls({ status: 500, content: 'web page' }), withoutMetadata),
      { result: 'not testable' },
    ],
    [
      'serves-or-asks',
      both(
        calls({ ...OTHERWISE, status: 403 }),
        resource({ resource: 'https://other.example/mcp', authorization_servers: [] }),
      ),
      {
        fix: {
          say: 'The resource metadata is about another address. Check that address instead:',
          code: 'https://other.example/mcp',
        },
      },
    ],
    [
      'serves-or-asks',
      both(calls({ status: 403, errorText: 'Error: Missing Authentication Token' }), withoutMetadata),
      { fix: { say: expect.stringContaining('Its message mentions credentials.') } },
    ],
    ['handshake-completes', (evidence) => evidence, { reason: 'No handshake was made.', shownBy: SEEN }],
    [
      'handshake-completes',
      notified({ status: 400, errorText: 'Nope.' }),
      { saw: 'It answered notifications/initialized with 400 (“Nope.”).' },
    ],
    [
      'handshake-completes',
      notified({ status: 400 }),
      {
        fix: {
          say: expect.stringContaining('Answer a notification with 202'),
          code: 'HTTP/1.1 202 Accepted',
        },
      },
    ],
    [
      'handshake-completes',
      both(notified({ status: 404, errorText: 'Unknown session' }), (evidence) => ({
        ...evidence,
        handshakeProblem: 'Its result has no protocolVersion.',
      })),
      {
        saw: 'Its result has no protocolVersion.',
        fix: {
          say: expect.stringMatching(/^Answer initialize with a version/),
          code: expect.stringContaining('"protocolVersion"'),
        },
      },
    ],
    [
      'lists-after-handshake',
      (evidence) => evidence,
      { reason: expect.stringMatching(/^No client of an earlier version/), shownBy: SEEN },
    ],
    ['session-readable', atInitialize({ status: 400 }), { reason: 'No session was begun.', shownBy: SEEN }],
    [
      'asks-for-bearer',
      both(
        calls({ content: 'text', errorText: 'Log in.', headers: { 'www-authenticate': 'Basic realm="x"' } }),
        withoutMetadata,
      ),
      { saw: 'It answered 401 and asks for: Basic realm="x"' },
    ],
    [
      'challenge-points',
      challenged({ 'x-amzn-remapped-www-authenticate': 'Bearer' }),
      {
        saw: expect.stringContaining('AWS API Gateway renames this header.'),
        fix: { say: expect.stringContaining('in front of the gateway') },
        shownBy: SEEN,
      },
    ],
    [
      'refuses-nonsense',
      ({ invalidToken: _, preflight, ...evidence }) => ({
        ...evidence,
        ...(preflight && { preflight: { ...preflight, outcome: 'unreadable', status: 0 } }),
      }),
      { reason: 'The response to a call with a token could not be read.', shownBy: SEEN },
    ],
    [
      'refuses-nonsense',
      invalidToken({ outcome: 'unreadable', reason: 'No.', hidden: { to: 'request', status: 401 } }),
      {
        saw: 'It hides its refusal of an invalid token from pages. No.',
        fix: {
          say: expect.stringContaining('Send these headers with every refusal.'),
          code: expect.stringContaining('Access-Control-Expose-Headers: WWW-Authenticate'),
        },
        shownBy: SEEN,
      },
    ],
    [
      'bearer-type',
      granted({ type: 'mac' }),
      {
        saw: 'The token_type is mac.',
        fix: { say: 'Name the token type:', code: '"token_type": "Bearer"' },
      },
    ],
    [
      'short-life',
      granted({ expiresInS: 7_200 }),
      { saw: 'They live 7200 seconds, which is longer than an hour.' },
    ],
    ['short-life', granted({ expiresInS: 0 }), { saw: 'The expires_in is 0, which is no lifetime.' }],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true, pushStatus: 401 }),
      { reason: 'The endpoint for pushed requests answered 401, which says nothing about the request.' },
    ],
    [
      'sign-in-works',
      responded('right-request', { code: false, atPush: true, pushStatus: 400, retryAfter: '30' }),
      { reason: 'The endpoint for pushed requests answered 400, which says nothing about the request.' },
    ],
    [
      'sign-in-works',
      responded('right-request', {
        code: false,
        atPush: true,
        pushStatus: 401,
        refused: true,
        error: 'invalid_client',
      }),
      { saw: 'The server refused the pushed request: invalid_client.' },
    ],
    [
      'sign-in-works',
      amongOthers(responded('right-request', { code: false })),
      { reason: expect.stringMatching(/^The server answered without a code\. It issued a code for /) },
    ],
    [
      'sign-in-works',
      called({ status: 401, description: 'No. Never.' }),
      { saw: expect.stringMatching(/, with status 401: “No\. Never”\./) },
    ],
    [
      'sign-in-works',
      called({ status: 404, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } }),
      { note: 'The MCP server answered 404 to a call with the token.' },
    ],
    [
      'sign-in-works',
      called({ status: 405 }),
      { note: expect.stringContaining('only the transport HTTP+SSE') },
    ],
    [
      'sign-in-works',
      called({ status: 403, headers: { 'www-authenticate': 'Custom error="insufficient_scope"' } }),
      {
        note: expect.stringMatching(
          /The challenge does not name the scope, so a client cannot ask for it\.$/,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, headers: { 'www-authenticate': 'Basic realm="x"' } }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 403, which finds no fault in the request\./,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, status: 403, error: 'access_denied', description: 'Blocked.' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered 403 \(access_denied: “Blocked”\), which /,
        ),
      },
    ],
    [
      'sign-in-works',
      step('right-request', 'right exchange', { ...withoutToken, status: 400, error: 'invalid_grant' }),
      {
        reason: expect.stringMatching(
          /^The token endpoint answered invalid_grant to the token request\. It issued /,
        ),
      },
    ],
    [
      'sign-in-works',
      exchange({ ...withoutToken, content: 'JSON, not JSON-RPC' }),
      {
        saw: expect.stringMatching(
          / for the code: 200, with application\/json, and no JSON object with an access_token\.$/,
        ),
        fix: { say: expect.stringMatching(/^Send the tokens as the members of a JSON object, /) },
      },
    ],
    [
      'sign-in-works',
      both(
        challenged({ 'www-authenticate': 'Bearer' }),
        resource({ scopes_supported: [] }),
        exchange({ ...withoutToken, status: 400, error: 'invalid_scope' }),
      ),
      { fix: { say: expect.stringMatching(/^Neither the challenge /), code: '"scopes_supported": ["…"]' } },
    ],
    [
      'wrong-verifier-refused',
      onlyStep('wrong-verifier', 'deviating exchange', undefined),
      { reason: expect.stringMatching(/^The probe did not reach this step, /), shownBy: SEEN },
    ],
    [
      'wrong-verifier-refused',
      onlyStep('wrong-verifier', 'deviating exchange', { ...BARE, status: 403, error: 'Forbidden' }),
      { reason: expect.stringMatching(/^It answered 403 without an OAuth error /) },
    ],
    [
      'altered-token-refused',
      altered({ status: 403, content: 'web page' }),
      { reason: 'It answered 403 with a web page, possibly from a proxy in front of the server.' },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'JSON-RPC error' }), ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && { challenge: { ...challenge, ...SERVED } }),
      })),
      { note: 'It answered 400.' },
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'text' }), step('right-request', 'call again', undefined)),
      expect.not.objectContaining({ awaits: expect.anything() }),
    ],
    [
      'altered-token-refused',
      both(altered({ status: 400, content: 'text' }), step('right-request', 'call again', NO_SESSION)),
      { reason: 'It answered 400 to the right token, too, so a refusal shows nothing.' },
    ],
    [
      'altered-token-refused',
      both(
        altered({ status: 400, content: 'text' }),
        step('right-request', 'call with an invalid token', undefined),
      ),
      { note: 'It answered 400.', shownBy: TWO_SEEN },
    ],
    [
      'audience-checked',
      both(
        deviating({ status: 403, content: 'text' }),
        step('no-resource', 'call with an invalid token', undefined),
      ),
      { reason: 'It answered 403, which says nothing about the token.', shownBy: TWO_SEEN },
    ],
    [
      'altered-token-refused',
      both(
        rightCalls({ status: 400, error: 'invalid_request' }),
        altered({ status: 400, error: 'invalid_request', description: 'No session.' }),
      ),
      { reason: 'It answered 400 to the right token, too, so a refusal shows nothing.' },
    ],
    [
      'altered-token-refused',
      altered({ status: 400, headers: { 'www-authenticate': 'Bearer error=invalid_token' } }),
      { note: 'It answered 400.' },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, outcome: 'unreadable', status: 0 },
          otherSlash: { ...challenge, url: `${SERVER}/`, status: 400, content: 'JSON-RPC error' },
        }),
      }),
      { fix: { code: `${SERVER}/` } },
    ],
    [
      'reachable',
      ({ challenge, ...evidence }) => ({
        ...evidence,
        ...(challenge && {
          challenge: { ...challenge, status: 404 },
          otherSlash: { ...challenge, url: `${SERVER}/` },
        }),
      }),
      { saw: `At ${SERVER}: It answered 404.\nAt ${SERVER}/: it answers as an MCP server.` },
    ],
    [
      'serves-or-asks',
      both(
        calls({ status: 200, content: 'JSON-RPC of another Content-Type', errorText: 'Tools' }),
        withoutMetadata,
      ),
      { fix: { say: 'Send JSON-RPC with the header Content-Type: application/json.' } },
    ],
    [
      'no-cookies',
      only('cookies', (probe) => ({ ...probe, status: 'stopped', steps: {} })),
      { reason: 'The probe “Cookies across origins” was stopped.' },
    ],
    [
      'audience-checked',
      ({ probes: { refresh: _, 'later-request': __, 'wrong-resource': ___, ...probes }, ...evidence }) => ({
        ...evidence,
        probes,
      }),
      {
        reason: 'The right token got no response afterwards, so a refusal shows nothing.',
        awaits: 'refresh',
        shownBy: SEEN,
      },
    ],
  ])('%s', async (id, change, finding) => {
    evidence ??= await probed(SERVERS);
    expect(reportOn(change(evidence)).finding(id)).toMatchObject(finding);
  });

  it.each<[string, (evidence: Evidence) => Evidence, RegExp]>([
    [
      'none',
      both(calls({ status: 200, content: 'web page' }), withoutMetadata),
      /^It answers with a web page, and not as an MCP server\.$/,
    ],
    [
      'none',
      both(calls({ status: 404, content: 'nothing' }), withoutMetadata),
      /^A page cannot use this server as it is\. The first obstacle, listed as advice: “It serves a call or asks for a token”\.$/,
    ],
    ['sign-in', calls({ ...SERVED, status: 201 }), /^A page can find its way to the sign-in\. /],
    [
      'open',
      both(calls(SERVED), server({ code_challenge_methods_supported: [] })),
      /^A page can use what this server offers without a token, but cannot sign in for more\. The first broken rule: “It announces PKCE with S256”\.$/,
    ],
    [
      'unclear',
      both(calls({}), skipped({ why: 'not confirmed' })),
      /^The report ended early\. You did not confirm https:\/\/nas\.example\/as\. /,
    ],
    [
      'unclear',
      both(calls({ status: 451, content: 'text' }), withoutMetadata),
      / It may refuse calls from the place of this client\. /,
    ],
    ['unclear', calls({ outcome: 'timed out', status: 0 }), /^https:\/\/mcp\.example did not answer within /],
    [
      'unclear',
      calls({ outcome: 'stopped', status: 0 }),
      /^The report could not decide\. The response could not be read\.$/,
    ],
  ])('the verdict is “%s”', async (usable, change, text) => {
    evidence ??= await probed(SERVERS);
    expect(reportOn(change(evidence)).verdict).toEqual({ usable, text: expect.stringMatching(text) });
  });

  it.each([
    ['127.0.0.1', 'issuer is https://nas.example/as (which resolves to 127.0.0.1), nearer to you than'],
    ['nas.example', 'issuer is https://nas.example/as (public), nearer to you than'],
    [undefined, 'issuer is https://nas.example/as (public), nearer to you than'],
  ])('an address that resolves to %s is described with it', async (resolvesTo, says) => {
    evidence ??= await probed(SERVERS);
    const { saw } = reportOn(skipped({ ...(resolvesTo && { resolvesTo }) })(evidence));
    expect(saw('names-no-nearer-address')).toContain(says);
  });

  const SERVERS: TestServers = { policy: { dpop: 'offered', registrationOffered: true } };
  let evidence: Evidence | undefined;
});

/** Refuses every call, with and without a token. */
function unauthorized({ method, url }: Request): Response | undefined {
  if (method !== 'POST' || !url.startsWith('https://mcp.example/')) return undefined;
  return new Response(null, {
    status: 401,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
      'WWW-Authenticate': 'Bearer error="invalid_token", scope="notes:read"',
    },
  });
}
