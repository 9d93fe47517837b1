import { authenticated, type ClientRegistration } from './client-authentication.ts';
import type { GrantRecord } from './grant-record.ts';
import { type Requester, send } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';

/**
 * Gives a token back (RFC 7009 §2.1). A server answers 200 also for a token it does not know.
 *
 * @returns whether the server confirmed; `false` also when it has no revocation endpoint.
 * @throws OAuthError `unreachable`, `timeout`.
 */
export async function revokeToken(
  platform: Requester,
  grant: ClientRegistration & { server: AuthorizationServerMetadata },
  token: string,
  tokenTypeHint: 'access_token' | 'refresh_token',
): Promise<boolean> {
  const { revocationEndpoint } = grant.server;
  if (!revocationEndpoint) return false;
  const request = authenticated(grant, { token, token_type_hint: tokenTypeHint });
  // Signing out is often the last thing a page does; the request may outlive it.
  const { response } = await send(
    platform,
    revocationEndpoint,
    { ...request, keepalive: true },
    'revocation',
  );
  return response.ok;
}

/**
 * Gives the tokens of a grant that is over back to its server: the refresh token, with which a server revokes the
 * whole grant, or the access token where there is no other. Never rejects: a token that could not be given back
 * expires, and signing out must not fail over it.
 */
export async function revokeGrant(
  platform: Requester,
  grant: GrantRecord,
  accessToken: string | undefined,
): Promise<void> {
  const { refreshToken: newest, replaced = [] } = grant;
  const refreshTokens = newest ? [newest, ...replaced] : replaced;
  const revocations = refreshTokens.map((token) => revokeToken(platform, grant, token, 'refresh_token'));
  if (!newest && accessToken) revocations.push(revokeToken(platform, grant, accessToken, 'access_token'));
  // The grant is gone from here, whatever the server knows of it.
  await Promise.allSettled(revocations);
}
