import { auth, type OAuthClientProvider } from '@modelcontextprotocol/client';
import * as oauth from 'oauth4webapi';

/** Steps 5 to 7 with oauth4webapi: it validates the response, exchanges the code and reads the tokens. */
export async function exchangeWithOauth4webapi(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  callback: { url: URL; state: string; redirectUri: string; codeVerifier: string; nonce: string },
  options?: oauth.TokenEndpointRequestOptions,
): Promise<oauth.TokenEndpointResponse> {
  const { url, state, redirectUri, codeVerifier, nonce } = callback;
  const code = oauth.validateAuthResponse(server, client, url, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    code,
    redirectUri,
    codeVerifier,
    options,
  );
  return oauth.processAuthorizationCodeResponse(server, client, response, { expectedNonce: nonce });
}

/** Steps 1 to 7 with the MCP SDK: it finds the server, creates the verifier, redirects and finishes. */
export async function signInWithMcpSdk(
  provider: OAuthClientProvider,
  serverUrl: string,
  authorizationCode?: string,
): Promise<'AUTHORIZED' | 'REDIRECT'> {
  return auth(provider, { serverUrl, ...(authorizationCode !== undefined && { authorizationCode }) });
}
