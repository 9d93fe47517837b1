import type { Network } from '../../machine/wire/recorder.ts';
import type { ReportClientOptions } from '../engine/report-client.ts';
import { clientOver } from './report-client.ts';

export const AS = 'https://as.example';

export const settings = {
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

/** A client that may send requests to the authorization server. */
export function clientAt(network: Network, parts: Partial<ReportClientOptions> = {}) {
  const client = clientOver(network, { confinedNetwork, ...parts });
  client.allow(AS, 'a test');
  return client;
}
