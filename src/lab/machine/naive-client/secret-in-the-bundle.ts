/**
 * WRONG: a browser client registered as a confidential client, with the secret in its source. Right, in
 * `src/config.ts`: only a client ID; `src/oauth/pkce.ts` creates a verifier for each flow.
 */
export function secretInTheBundle(code: string, redirectUri: string): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: 'portal',
    client_secret: '__CLIENT_SECRET__',
  });
}
