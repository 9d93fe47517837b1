import { expect, it } from 'vitest';
import { createTestNetwork } from '../../../../mocks/testing/network.ts';
import { createGate } from '../../../machine/debugger/gate.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { createReportClient } from '../report-client.ts';
import type { StepSeen } from './probe.ts';
import { createRedemption } from './redemption.ts';

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

it('the tokens of a probe are revoked even if the authorization server did not answer a later request in time', async () => {
  const sent: string[] = [];
  let timeOut = () => {};
  const client = createReportClient({
    network: async (url, { signal }) => {
      sent.push(url);
      if (sent.filter((each) => each.endsWith('/token')).length > 1 && url.endsWith('/token')) {
        timeOut();
        signal?.throwIfAborted();
      }
      return url.endsWith('/token')
        ? Response.json({ access_token: 'at', refresh_token: 'rt', token_type: 'Bearer' })
        : new Response(null);
    },
    confinedNetwork,
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    schedule(callback) {
      timeOut = callback;
      return () => {};
    },
  });
  client.allow(AS, 'a test');
  const outcomes: string[] = [];
  const { redemption, revokeAll } = createRedemption(
    { code: 'c', verifier: 'v' },
    { client, settings, wait: async () => {} },
    (_name, { outcome }) => outcomes.push(outcome),
  );
  await redemption.exchange('right exchange');
  await redemption.exchange('same code again');
  await redemption.refresh('refresh', 'rt');
  await revokeAll();
  expect(outcomes).toEqual(['answered', 'timed out', 'timed out']);
  expect(sent).toEqual([`${AS}/token`, `${AS}/token`, `${AS}/revoke`, `${AS}/revoke`]);
});

it('a token that is too long for a keepalive request is still revoked', async () => {
  const token = 'x'.repeat(70_000);
  const revoked: (string | null)[] = [];
  const client = createReportClient({
    network: createTestNetwork(PAGE, async (request) => {
      const form = new URLSearchParams(await request.text());
      if (request.url === `${AS}/revoke`) revoked.push(form.get('token'));
      return Response.json(
        { access_token: token, token_type: 'Bearer' },
        { headers: { 'Access-Control-Allow-Origin': PAGE } },
      );
    }),
    confinedNetwork,
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
  });
  client.allow(AS, 'a test');
  const options = { client, settings, wait: async () => {} };
  const { redemption, revokeAll } = createRedemption({ code: 'c', verifier: 'v' }, options, () => {});
  await redemption.exchange('right exchange');
  await revokeAll();
  expect(revoked).toEqual([token]);
});

/** A redemption whose token request gets this response, and every other request an empty one. */
function redeeming(respond: () => Response) {
  const sent: unknown[] = [];
  const client = createReportClient({
    network: async (url, { method, headers, body }) => {
      const about = Object.fromEntries(new Headers(headers));
      const form = typeof body === 'string' ? body : undefined;
      sent.push([
        method,
        url,
        about,
        form && !form.startsWith('{') ? Object.fromEntries(new URLSearchParams(form)) : form,
      ]);
      return url === settings.tokenEndpoint ? respond() : new Response(null);
    },
    confinedNetwork,
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
  });
  for (const url of [AS, settings.serverUrl]) client.allow(url, 'a test');
  const steps: StepSeen[] = [];
  const held = { code: 'the-code-of-this-sign-in', verifier: 'the-verifier-of-it' };
  const { redemption, revokeAll } = createRedemption(
    held,
    { client, settings, wait: async () => {} },
    (_name, step) => steps.push(step),
  );
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
])('the tokens in %j are described without their values', async (body, facts) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  expect((await seenOf(() => new Response(text))).token).toEqual(facts);
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
  [{ error: 'x', error_description: 'No the-code-of-this-s' }, 400, { error: 'x' }],
  [{ data: { access_token: 'at' } }, 200, { tokenAt: 'data.access_token' }],
  [{ accessToken: 'at' }, 200, { tokenAt: 'accessToken' }],
  [{ other_access_token: 'at', 'x y': { access_token: 'at' } }, 200, {}],
])('the response %j with %i is kept without its secrets', async (body, status, kept) => {
  const { error, description, tokenAt } = await seenOf(() => Response.json(body, { status }));
  expect({ error, description, tokenAt }).toEqual(kept);
});

it('the requests of a probe are those of a public client', async () => {
  const { redemption, revokeAll, sent } = redeeming(() =>
    Response.json({ access_token: 'a1', refresh_token: 'r1' }),
  );
  await redemption.exchange('right exchange', { resource: undefined });
  await redemption.refresh('refresh', 'r0');
  await redemption.revoke('revoke', { accessToken: 'a1' });
  await redemption.revoke('revoke', undefined);
  await redemption.call('call', undefined);
  await redemption.call('call', 'a1');
  await redemption.call('call with the token in the query', 'a1', 'query');
  await revokeAll();
  const form = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  };
  const json = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
  const list = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}';
  const revoked = (token: string, token_type_hint: string) => [
    ...['POST', `${AS}/revoke`, form],
    { token, token_type_hint, client_id: 'this-app' },
  ];
  expect(sent).toEqual([
    [
      ...['POST', `${AS}/token`, form],
      {
        grant_type: 'authorization_code',
        code: 'the-code-of-this-sign-in',
        code_verifier: 'the-verifier-of-it',
        client_id: 'this-app',
        redirect_uri: settings.redirectUri,
      },
    ],
    [
      ...['POST', `${AS}/token`, form],
      {
        grant_type: 'refresh_token',
        refresh_token: 'r0',
        client_id: 'this-app',
        resource: settings.resource,
      },
    ],
    revoked('a1', 'access_token'),
    ['POST', settings.serverUrl, { ...json, authorization: 'Bearer a1' }, list],
    ['POST', `${settings.serverUrl}?access_token=a1`, json, list],
    revoked('r1', 'refresh_token'),
  ]);
});
