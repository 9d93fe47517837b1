import { type AuthorizationParameters, isReserved, rejectReserved } from './authorization-parameters.ts';
import { encodeBase64Url } from './base64url.ts';
import type { ClientRegistration } from './client-authentication.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import { setParameters } from './parameters.ts';
import type { PendingAuthorization } from './pending-authorization.ts';
import { computeCodeChallenge, createCodeVerifier } from './pkce.ts';
import type { Platform } from './platform.ts';

/** The inputs of an authorization request, except the random values, which are new in each request. */
export interface AuthorizationRequestParameters extends ClientRegistration {
  server: AuthorizationServerMetadata;
  redirectUri: string;
  /** The session that the sign-in belongs to; see the function `sessionKey`. */
  sessionKey: string;
  /** The resource identifier, sent verbatim (RFC 8707 §2); omitted when absent. */
  resource?: string | undefined;
  /** Space-delimited; omitted when absent. */
  scope?: string | undefined;
  /** See {@link PendingAuthorization}. */
  stepUp?: PendingAuthorization['stepUp'];
  /** See {@link PendingAuthorization}. */
  dpopJkt?: string | undefined;
  /** See {@link PendingAuthorization}. */
  silent?: boolean | undefined;
  /** See {@link PendingAuthorization}. */
  signOutMark?: string | undefined;
  /** See {@link AuthorizationParameters}. */
  authorizationParameters?: AuthorizationParameters | undefined;
  /** Where to return to: a path of this origin. */
  returnTo: string;
}

/** An authorization request that has not been sent yet. */
export interface AuthorizationRequest {
  url: string;
  pending: PendingAuthorization;
}

/**
 * Creates an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2). Sends and stores nothing: the caller
 * saves `pending`, then navigates to `url`. If the server requires pushed requests, the caller first calls
 * `pushAuthorizationRequest`, and navigates to the URL that it returns.
 *
 * `state`, `nonce` and the verifier are three independent random values: the first two travel through the browser,
 * and the verifier must not be derivable from them.
 *
 * @throws OAuthError `insecure_context`, `reserved_parameter`.
 */
export async function createAuthorizationRequest(
  platform: Pick<Platform, 'randomBytes' | 'now'>,
  parameters: AuthorizationRequestParameters,
): Promise<AuthorizationRequest> {
  const { authorizationParameters = {}, ...signIn } = parameters;
  const { server, clientId, redirectUri, resource, scope } = signIn;
  const codeVerifier = createCodeVerifier(platform);
  const state = encodeBase64Url(platform.randomBytes(32));
  // Only OpenID providers return a nonce: it is in the ID token.
  const nonce = scope?.split(' ').includes('openid') ? encodeBase64Url(platform.randomBytes(32)) : undefined;
  const query = {
    ...rejectReserved(authorizationParameters),
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    resource,
    state,
    code_challenge: await computeCodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    scope,
    nonce,
  };
  return {
    url: authorizationUrl(server, query),
    pending: { ...signIn, state, codeVerifier, nonce, createdAtMs: platform.now() },
  };
}

/**
 * Adds parameters to the authorization endpoint. Keeps the query of the endpoint (RFC 6749 §3.1), but not the parameters
 * that the protocol itself sends: a hostile server could name the endpoint of another server, and put a `scope` or a
 * `request_uri` into the query.
 */
export function authorizationUrl(
  { authorizationEndpoint }: Pick<AuthorizationServerMetadata, 'authorizationEndpoint'>,
  parameters: Record<string, string | undefined>,
): string {
  const url = new URL(authorizationEndpoint);
  for (const name of [...url.searchParams.keys()]) if (isReserved(name)) url.searchParams.delete(name);
  setParameters(url.searchParams, parameters);
  // Not every server reads "+" as a space. A literal plus sign is already %2B.
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}
