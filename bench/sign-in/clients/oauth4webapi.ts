import * as oauth from 'oauth4webapi';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const client: oauth.Client = { client_id: settings.clientId };
// The servers of the benchmark are on this machine, without TLS.
const insecure = { [oauth.allowInsecureRequests]: true };

runPage({
  async start() {
    const serverUrl = new URL(settings.serverUrl);
    const resource = await oauth.processResourceDiscoveryResponse(
      serverUrl,
      await oauth.resourceDiscoveryRequest(serverUrl, insecure),
    );
    const issuer = new URL(resource.authorization_servers?.[0] ?? '');
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    const codeVerifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    sessionStorage.setItem('pending', JSON.stringify({ server, codeVerifier, state, nonce }));
    const request = new URL(server.authorization_endpoint ?? '');
    request.search = new URLSearchParams({
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: settings.redirectUri,
      scope: settings.scope,
      resource: resource.resource,
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }).toString();
    location.assign(request);
  },
  async complete() {
    const url = new URL(location.href);
    history.replaceState(null, '', location.pathname);
    const { server, codeVerifier, state, nonce } = JSON.parse(sessionStorage.getItem('pending') ?? '');
    sessionStorage.removeItem('pending');
    const parameters = oauth.validateAuthResponse(server, client, url, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      settings.redirectUri,
      codeVerifier,
      { ...insecure, additionalParameters: { resource: settings.serverUrl } },
    );
    let token = await oauth.processAuthorizationCodeResponse(server, client, response, {
      expectedNonce: nonce,
    });
    return {
      accessToken: async () => token.access_token,
      async refresh() {
        token = await oauth.processRefreshTokenResponse(
          server,
          client,
          await oauth.refreshTokenGrantRequest(
            server,
            client,
            oauth.None(),
            token.refresh_token ?? '',
            insecure,
          ),
        );
        return token.access_token;
      },
    };
  },
});
