import { encodeBase64Url } from './base64url.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { PendingAuthorization } from './pending-authorization.ts';
import { computeCodeChallenge, createCodeVerifier } from './pkce.ts';
import type { Platform } from './platform.ts';

/** What an authorization request is made of, besides the values that are fresh in every one. */
export interface AuthorizationRequestParameters {
  server: AuthorizationServerMetadata;
  clientId: string;
  redirectUri: string;
  /** The resource identifier, sent verbatim (RFC 8707 §2). */
  resource: string;
  /** Space-delimited; omitted when absent. */
  scope?: string | undefined;
  /** Where the person was: a path of our own origin. */
  returnTo: string;
}

/**
 * Makes an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2). Sends nothing and stores
 * nothing: the caller saves `pending`, then navigates to `url`.
 *
 * `state`, `nonce` and the verifier are three independent random values: the first two travel through the
 * browser, the third must not be derivable from them.
 *
 * @throws OAuthError `insecure_context`.
 */
export async function createAuthorizationRequest(
  platform: Pick<Platform, 'randomBytes' | 'now'>,
  { server, clientId, redirectUri, resource, scope, returnTo }: AuthorizationRequestParameters,
): Promise<{ url: string; pending: PendingAuthorization }> {
  const codeVerifier = createCodeVerifier(platform);
  const state = encodeBase64Url(platform.randomBytes(32));
  const nonce = encodeBase64Url(platform.randomBytes(32));
  const url = new URL(server.authorizationEndpoint);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    resource,
    state,
    code_challenge: await computeCodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(scope && { scope }),
    // Only OpenID providers know it; anyone else ignores it (RFC 6749 §3.1).
    ...(scope?.split(' ').includes('openid') && { nonce }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return {
    url: url.href,
    pending: {
      state,
      codeVerifier,
      nonce,
      server,
      clientId,
      redirectUri,
      resource,
      scope,
      returnTo,
      createdAtMs: platform.now(),
    },
  };
}
