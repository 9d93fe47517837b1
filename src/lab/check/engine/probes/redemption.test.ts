import { expect, it, vi } from 'vitest';
import { createTestNetwork } from '../../../../mocks/testing/network.ts';
import type { Network } from '../../../machine/wire/recorder.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { clientOver } from '../../testing/report-client.ts';
import type { Reply, ReportClientOptions } from '../report-client.ts';
import type { ProofKind } from './dpop/flaws.ts';
import { createProver } from './dpop/prover.ts';
import type { Probe, StepSeen } from './probe.ts';
import { createRedemption } from './redemption.ts';
import type { ProbeSettings } from './requests.ts';
import { beginProbe, finishProbe } from './run-probe.ts';

const AS = 'https://as.example';
const PAGE = 'https://app.example';
const settings = {
  serverUrl: 'https://mcp.example/mcp',
  issuer: AS,
  issPromised: true,
  authorizationEndpoint: `${AS}/authorize`,
  pushedRequestEndpoint: undefined,
  tokenEndpoint: `${AS}/token`,
  revocationEndpoint: `${AS}/revoke`,
  resource: 'https://mcp.example/mcp',
  scope: undefined,
  clientId: 'this-app',
  redirectUri: 'https://app.example/callback',
  dpop: 'off' as const,
};

const confinedNetwork = () => Promise.reject(new TypeError('There is no request without CORS.'));
const HELD = { code: 'the-code-of-this-sign-in', verifier: 'the-verifier-of-it' };

/** A client that may send requests to the authorization server. */
function clientAt(network: Network, parts: Partial<ReportClientOptions> = {}) {
  const client = clientOver(network, { confinedNetwork, ...parts });
  client.allow(AS, 'a test');
  return client;
}

it('a probe revokes its tokens even if the authorization server did not respond to a later request in time', async () => {
  const sent: string[] = [];
  let timeOut = () => {};
  const respond: Network = async (url, { signal }) => {
    sent.push(url);
    if (sent.filter((each) => each.endsWith('/token')).length > 1 && url.endsWith('/token')) {
      timeOut();
      signal?.throwIfAborted();
    }
    return url.endsWith('/token')
      ? Response.json({ access_token: 'at', refresh_token: 'rt', token_type: 'Bearer' })
      : new Response(null);
  };
  const client = clientAt(respond, {
    schedule(callback) {
      timeOut = callback;
      return () => {};
    },
  });
  const outcomes: string[] = [];
  const options = { client, settings, wait: async () => {} };
  const { redemption, revokeAll } = createRedemption(HELD, options, (_name, { outcome }) =>
    outcomes.push(outcome),
  );
  await redemption.exchange('right exchange');
  await redemption.exchange('same code again');
  await redemption.refresh('refresh', 'rt');
  await revokeAll();
  expect(outcomes).toEqual(['answered', 'timed out', 'timed out']);
  expect(sent).toEqual([`${AS}/token`, `${AS}/token`, `${AS}/revoke`, `${AS}/revoke`]);
});

it('a probe still revokes a token that is too long for a keepalive request', async () => {
  const token = 'x'.repeat(70_000);
  const revoked: (string | null)[] = [];
  const network = createTestNetwork(PAGE, async (request) => {
    const form = new URLSearchParams(await request.text());
    if (request.url === `${AS}/revoke`) revoked.push(form.get('token'));
    const headers = { 'Access-Control-Allow-Origin': PAGE };
    return Response.json({ access_token: token, token_type: 'Bearer' }, { headers });
  });
  const options = { client: clientAt(network), settings, wait: async () => {} };
  const { redemption, revokeAll } = createRedemption(HELD, options, () => {});
  await redemption.exchange('right exchange');
  await revokeAll();
  expect(revoked).toEqual([token]);
});

/** A redemption: its token request gets this response, and every other request gets an empty response. */
function redeeming(respond: () => Response, more: Partial<ProbeSettings> = {}) {
  const sent: unknown[] = [];
  const client = clientAt(async (url, { method, headers, body }) => {
    const form = typeof body === 'string' ? body : undefined;
    const isForm = form && !form.startsWith('{');
    const content = isForm ? Object.fromEntries(new URLSearchParams(form)) : form;
    sent.push([method, url, Object.fromEntries(new Headers(headers)), content]);
    return url === settings.tokenEndpoint ? respond() : new Response(null);
  });
  for (const url of [more.serverUrl ?? settings.serverUrl, more.tokenEndpoint ?? AS])
    client.allow(url, 'a test');
  const steps: StepSeen[] = [];
  const options = { client, settings: { ...settings, ...more }, wait: async () => {} };
  const { redemption, revokeAll } = createRedemption(HELD, options, (_name, step) => steps.push(step));
  return { redemption, revokeAll, steps, sent };
}

/** What a probe keeps of the response to its token request. */
async function seenOf(respond: () => Response): Promise<StepSeen> {
  const { redemption, steps } = redeeming(respond);
  await redemption.exchange('right exchange');
  const [step] = steps;
  if (!step) throw new Error('The step was not seen.');
  return step;
}

const jwt = (payload: object, signature = 'c2ln') =>
  `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
const FACTS = { refreshToken: false, idToken: false };

it.each<[object | string, object | undefined]>([
  [{ access_token: 'at' }, FACTS],
  [{ access_token: '' }, undefined],
  [{ access_token: 7 }, undefined],
  [
    { access_token: 'at', token_type: 'Bearer', refresh_token: 'rt', id_token: 'it' },
    { type: 'Bearer', refreshToken: true, idToken: true },
  ],
  [{ access_token: 'at', token_type: 7, refresh_token: '', id_token: 7 }, FACTS],
  [{ access_token: 'at', refresh_token: 7, id_token: '' }, FACTS],
  [
    { access_token: 'at', token_type: 'x'.repeat(50) },
    { ...FACTS, type: 'x'.repeat(40) },
  ],
  [
    { access_token: 'at', expires_in: 60 },
    { ...FACTS, expiresInS: 60 },
  ],
  [{ access_token: 'at', expires_in: 'soon' }, FACTS],
  [{ access_token: 'at', expires_in: null }, FACTS],
  [
    { access_token: 'at', refresh_token_timeout: 9, authorization_expires_in: 'x' },
    { ...FACTS, refreshTokenTimeout: 9, authorizationExpiresIn: 'no number' },
  ],
  [{ access_token: 'at', refresh_token_timeout: null, authorization_expires_in: null }, FACTS],
  [{ access_token: jwt({ aud: 'a' }) }, { ...FACTS, audience: ['a'] }],
  [{ access_token: jwt({ aud: ['a', 7, 'b'] }) }, { ...FACTS, audience: ['a', 'b'] }],
  [{ access_token: jwt({}) }, { ...FACTS, audience: [] }],
  [{ access_token: jwt({ aud: 'a' }, '') }, { ...FACTS, audience: ['a'], unsigned: true }],
  [{ access_token: 'e30.e30' }, FACTS],
  [{ access_token: 'a.%.' }, FACTS],
  [{ access_token: 'a.%.c.d.e' }, { ...FACTS, encrypted: true }],
  ['access_token=at&token_type=bearer', { ...FACTS, type: 'bearer', form: true }],
  ['{ access_token=at', undefined],
])('the report describes the tokens in %j without their values', async (body, facts) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  expect((await seenOf(() => new Response(text))).token).toStrictEqual(facts);
});

it.each<[object, number, object]>([
  [{ error: 'invalid_grant', error_description: 'No.' }, 400, { error: 'invalid_grant', description: 'No.' }],
  [{ error: 'no', error_description: 'no' }, 400, { error: 'no' }],
  [{ error: 7, message: 'No.' }, 400, { description: 'No.' }],
  [{ message: 'No.' }, 200, { description: 'No.' }],
  [
    { error: 'e'.repeat(70), error_description: 'd'.repeat(400) },
    400,
    { error: 'e'.repeat(60), description: 'd'.repeat(300) },
  ],
  [
    { error: 'x', error_description: 'Too many requests for the-code-of-this-sign-in.' },
    400,
    { error: 'x', description: 'Too many requests for' },
  ],
  [
    { error: 'x', error_description: 'Too many  requests, 1x x1 verify codec the-code-of-this-sign-in.' },
    400,
    { error: 'x', description: 'Too many requests,' },
  ],
  [{ error: 'x', error_description: 'No the-code-of-this-s' }, 400, { error: 'x' }],
  [{ data: { access_token: 'at' } }, 200, { tokenAt: 'data.access_token' }],
  [{ accessToken: 'at' }, 200, { tokenAt: 'accessToken' }],
  [{ other_access_token: 'at', access_tokens: 'at', 'x y': { access_token: 'at' } }, 200, {}],
  [{ access_token: 7, ['x'.repeat(21)]: { access_token: 'at' } }, 200, {}],
])('the report keeps no secret of the response %j with status %i', async (body, status, kept) => {
  const { error, description, tokenAt } = await seenOf(() => Response.json(body, { status }));
  expect({ error, description, tokenAt }).toEqual(kept);
});

it.each([
  ['http://localhost:9/mcp', 2],
  ['http://localhost:8/mcp', 1],
])('a local token endpoint gets cookies only if its origin is that of %s', async (serverUrl, count) => {
  const { redemption, sent } = redeeming(() => new Response(null), {
    serverUrl,
    tokenEndpoint: 'http://localhost:9/token',
  });
  await redemption.requestWithCookies();
  expect(sent).toHaveLength(count);
});

it.each([
  [`${AS}/revoke`, ['r1', 'r2', 'a1', 'a2']],
  [undefined, []],
])('tokens of a probe are revoked at %s, refresh tokens first: %j', async (revocationEndpoint, tokens) => {
  let count = 0;
  const respond = () => {
    count += 1;
    return Response.json({ access_token: `a${count}`, refresh_token: `r${count}` });
  };
  const { redemption, revokeAll, sent } = redeeming(respond, { revocationEndpoint });
  await redemption.exchange('right exchange');
  const issued = await redemption.refresh('refresh', 'r1');
  if (!revocationEndpoint) await redemption.revoke('revoke', issued);
  await revokeAll();
  expect(sent.slice(2)).toEqual(
    tokens.map((token) => [
      ...['POST', revocationEndpoint, expect.anything()],
      expect.objectContaining({
        token,
        token_type_hint: token.startsWith('r') ? 'refresh_token' : 'access_token',
      }),
    ]),
  );
});

const PROBE = { id: 'plain', title: '', does: '', follow: async () => {} } as const;
/** A client whose authorization server gives these responses in turn; `undefined` for a lost response. */
function answeredBy(...responses: ((() => Response) | undefined)[]) {
  const accepted: string[] = [];
  const client = clientAt(async (_url, { method, headers }) => {
    accepted.push(`${method} ${new Headers(headers).get('Accept')}`);
    const response = responses.shift();
    if (!response) throw new TypeError('fetch failed');
    return response();
  });
  return { client, accepted };
}
const iss = `iss=${AS}`;

it.each<[string, object, boolean?]>([
  [`?code=c&state=s&${iss}`, { code: true, iss: AS }],
  ['?code=c', { code: true, ignored: 'iss is missing' }],
  ['?code=c', { code: true }, false],
  ['?code=c&iss=https://evil.example', { code: true, iss: 'https://evil.example', ignored: 'iss is wrong' }],
  [
    `?error=${'e'.repeat(70)}&error_description=${'d'.repeat(400)}&${iss}`,
    { code: false, refused: true, error: 'e'.repeat(60), description: 'd'.repeat(300), iss: AS },
  ],
  [`?error=e&error_description=&${iss}`, { code: false, refused: true, error: 'e', iss: AS }],
  ['?error=e', { code: false, refused: true, ignored: 'iss is missing' }],
  [`?changed=1&code=c&${iss}`, { code: true, atAnotherUri: true, iss: AS }],
  [`#code=c&${iss}`, { code: false, iss: AS }],
  [`#error=e&${iss}`, { code: false, refused: true, error: 'e', iss: AS }],
  [`?code=c&x=%4F&${iss}`, { code: true, iss: AS }],
  [`?code=c&iss=${'x'.repeat(600)}`, { code: true, iss: 'x'.repeat(500), ignored: 'iss is wrong' }],
  [`?code=&${iss}`, { code: false, iss: AS }],
  ...['code=c', 'state=s', 'error=e', 'error_description=d'].map((twice): [string, object] => [
    `?${twice}&${twice}&${iss}`,
    { code: false, iss: AS, ignored: 'it is malformed' },
  ]),
  [`?code=c&${iss}&${iss}`, { code: true, ignored: 'it is malformed' }],
  [`?code=c&error=e&${iss}`, { code: true, refused: true, iss: AS, ignored: 'it is malformed' }],
  [`?code=c&x=%4&${iss}`, { code: true, iss: AS, ignored: 'it is malformed' }],
])('a probe records the facts of the authorization response %s', async (query, seen, issPromised = true) => {
  const log = createWireLog();
  const { client } = answeredBy();
  const options = { client, settings: { ...settings, issPromised }, wait: async () => {}, log };
  const before = { status: 'left', steps: {} } as const;
  const follow = vi.fn<Probe['follow']>(async () => {});
  const url = settings.redirectUri + query;
  const { response, ...rest } = await finishProbe(
    { ...PROBE, follow },
    before,
    { verifier: 'v' },
    url,
    options,
  );
  expect(response).toStrictEqual({ exchangeId: 1, ...seen });
  expect(rest).toEqual({ status: 'answered', steps: {} });
  expect(follow).toHaveBeenCalledTimes(Number('code' in seen && seen.code === true && !('ignored' in seen)));
  expect(log.getSnapshot()).toMatchObject([
    {
      ...{ from: 'browser', to: 'client', channel: 'front', outcome: { kind: 'left' } },
      request: { method: 'GET', url, headers: {}, body: '' },
    },
  ]);
});

const pushed =
  (body: object, status: number, headers = {}) =>
  () =>
    Response.json(body, { status, headers });
const ACCEPTED = pushed({ request_uri: 'urn:x' }, 201);
const REFUSAL = { code: false, atPush: true, exchangeId: 2 };
it.each<[string, ((() => Response) | undefined)[], object]>([
  ['is accepted', [ACCEPTED], { status: 'left' }],
  ['is accepted the second time', [pushed({ error: 'busy' }, 400), ACCEPTED], { status: 'left' }],
  [
    'is refused with a long error',
    [1, 2].map(() => pushed({ error: 'e'.repeat(70), error_description: 'd'.repeat(400) }, 400)),
    {
      status: 'answered',
      response: {
        ...REFUSAL,
        ...{ pushStatus: 400, refused: true, error: 'e'.repeat(60), description: 'd'.repeat(300) },
      },
    },
  ],
  [
    'is refused with Retry-After',
    [1, 2].map(() => pushed({ error: 7, error_description: 7 }, 400, { 'Retry-After': '9' })),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 400, retryAfter: '9' } },
  ],
  [
    'gets no request_uri',
    [1, 2].map(() => pushed({ request_uri: 7 }, 201)),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 201 } },
  ],
  [
    'gets a request_uri with 300',
    [1, 2].map(() => pushed({ request_uri: 'urn:x' }, 300)),
    { status: 'answered', response: { ...REFUSAL, pushStatus: 300 } },
  ],
  [
    'is lost',
    [undefined],
    {
      status: 'no response',
      pushed: expect.objectContaining({ outcome: 'unreadable' }),
      pushedWithoutCors: expect.objectContaining({ outcome: 'unreadable' }),
    },
  ],
])('a probe records a pushed request that %s', async (_what, responses, evidence) => {
  const count = responses.length;
  const { client, accepted } = answeredBy(...responses);
  const log = createWireLog();
  const pushing = { ...settings, pushedRequestEndpoint: `${AS}/par` };
  const begun = await beginProbe(PROBE, { client, settings: pushing, log });
  expect(accepted).toEqual(Array.from({ length: count }, () => 'POST application/json'));
  const { requestId: _, ...rest } = begun.evidence;
  expect(rest).toStrictEqual({ steps: {}, ...evidence });
  expect(begun.url).toBe(
    'status' in evidence && evidence.status === 'left'
      ? `${AS}/authorize?client_id=this-app&request_uri=urn%3Ax`
      : undefined,
  );
});

type Said = [status: number, headers: Record<string, string>, json?: Record<string, unknown>];
const OK: Said = [200, {}];
const NONCE = { 'dpop-nonce': 'n1' };
const DEMAND: Said = [401, { ...NONCE, 'www-authenticate': 'DPoP error="use_dpop_nonce"' }];
const DEMANDED = { error: 'use_dpop_nonce' };
it.each<[string, ProofKind[], Said[], number, (string | undefined)[]]>([
  ['needs no nonce', ['right'], [OK], 1, [undefined]],
  ['supplies a nonce', ['right'], [[200, NONCE]], 1, ['supplied']],
  ['requires a nonce', ['right'], [DEMAND, OK], 2, ['demanded']],
  ['requires a nonce in its body', ['right'], [[400, NONCE, DEMANDED], OK], 2, ['demanded']],
  ['responds with 401 and a nonce', ['right'], [[401, NONCE], OK], 2, ['demanded']],
  ['responds with 403 and a nonce', ['right'], [[403, NONCE]], 1, ['supplied']],
  ['responds with 401 without a nonce', ['right'], [[401, {}]], 1, [undefined]],
  ['hides its nonce', ['right'], [[400, {}, DEMANDED]], 1, ['hidden']],
  ['reports the nonce error with the status 200', ['right'], [[200, NONCE, DEMANDED]], 1, ['supplied']],
  ['needs the same nonce again', ['right', 'right'], [DEMAND, DEMAND, DEMAND], 3, ['demanded', 'demanded']],
  ['gets no proof at all', ['none', 'used before', 'no nonce', 'unknown nonce'], [], 0, []],
  [
    'gave a nonce, and requires another one in response to wrong proofs',
    ['right', 'no nonce', 'used before'],
    [
      [200, NONCE],
      [401, { 'dpop-nonce': 'n2' }, DEMANDED],
      [401, { 'dpop-nonce': 'n3' }, DEMANDED],
    ],
    3,
    ['supplied', 'demanded', 'demanded'],
  ],
])('a server that %s gets the expected number of proofs', async (_what, kinds, said, count, nonces) => {
  const proofs: string[] = [];
  const client = {
    async send(_to: unknown, url: string, request?: { headers?: Record<string, string> }): Promise<Reply> {
      proofs.push(request?.headers?.DPoP ?? '');
      const [status, headers, json] = said[proofs.length - 1] ?? [500, {}];
      const attempt = { exchangeId: 1, url, outcome: 'answered', status, headers: {} } as const;
      return { attempt, headers, text: '', json };
    },
  };
  const prover = createProver(client, undefined, Date.now);
  const seen: (string | undefined)[] = [];
  for (const kind of kinds) {
    const sent = await prover.send('MCP server', settings.serverUrl, { method: 'POST' }, { kind });
    if (sent) seen.push(sent.nonce);
  }
  expect(proofs).toHaveLength(count);
  expect(seen).toEqual(nonces);
  if (kinds.includes('used before') && count) expect(proofs.at(-1)).toBe(proofs[0]);
  else expect(new Set(proofs).size).toBe(count);
});
