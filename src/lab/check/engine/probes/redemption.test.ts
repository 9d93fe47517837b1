import { expect, it } from 'vitest';
import { createGate } from '../../../machine/debugger/gate.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { createReportClient } from '../report-client.ts';
import { createRedemption } from './redemption.ts';

const AS = 'https://as.example';

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
    confinedNetwork: () => Promise.reject(new TypeError('There is no request without CORS.')),
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    schedule(callback) {
      timeOut = callback;
      return () => {};
    },
  });
  client.allow(AS, 'a test');
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
