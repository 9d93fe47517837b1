/**
 * WRONG: a client in a browser that was registered as a confidential one, with the secret in its source.
 * Right, in `src/config.ts`: a client id and nothing else; `src/oauth/pkce.ts` makes a verifier for each flow.
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
