import { expect, it } from 'vitest';
import { createTestNetwork } from '../../../../mocks/testing/network.ts';
import { createGate } from '../../../machine/debugger/gate.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { createReportClient } from '../report-client.ts';
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
