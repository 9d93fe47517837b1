import { expect, it } from 'vitest';
import { createTestNetwork } from '../../../../mocks/testing/network.ts';
import type { Network } from '../../../machine/wire/recorder.ts';
import { AS, clientAt, settings } from '../../testing/probe-client.ts';
import type { StepSeen } from './probe.ts';
import { createRedemption } from './redemption.ts';
import type { ProbeSettings } from './requests.ts';

const PAGE = 'https://app.example';

const HELD = { code: 'the-code-of-this-sign-in', verifier: 'the-verifier-of-it' };

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
    if (request.url === `${AS}/revoke`) revoked.push(new URLSearchParams(await request.text()).get('token'));
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
