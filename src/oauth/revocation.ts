import { authenticatedForm, type ClientRegistration } from './client-authentication.ts';
import { type GrantRecord, refreshTokens } from './grant-record.ts';
import { type Requester, send } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';

/**
 * The maximum length of a token whose revocation may outlive the page. All such requests of a document share 64 KiB
 * (Fetch, HTTP-network-or-cache fetch), so a long token of one server could prevent the revocation at another server.
 */
const LONGEST_KEPT_ALIVE = 4_096;

/**
 * Revokes a token (RFC 7009 §2.1). A server responds with 200 for an unknown token, too.
 *
 * @returns whether the server confirmed; `false` without a revocation endpoint.
 * @throws OAuthError of the request group.
 */
export async function revokeToken(
  platform: Requester,
  grant: ClientRegistration & { server: AuthorizationServerMetadata },
  token: string,
  tokenTypeHint: 'access_token' | 'refresh_token',
): Promise<boolean> {
  const { revocationEndpoint } = grant.server;
  if (!revocationEndpoint) return false;
  const request = authenticatedForm(grant, revocationEndpoint, { token, token_type_hint: tokenTypeHint });
  // A sign-out is often the last action of a page, so the request may outlive the page.
  const { response } = await send(
    platform,
    revocationEndpoint,
    { ...request, keepalive: token.length <= LONGEST_KEPT_ALIVE },
    'revocation',
  );
  return response.ok;
}

/**
 * Revokes the tokens of a grant that has ended: its refresh tokens, with which most servers revoke the whole grant, or
 * the access token if there is no refresh token. Never rejects: a sign-out must not fail because a token cannot be
 * revoked.
 */
export async function revokeGrant(
  platform: Requester,
  grant: GrantRecord,
  accessToken: string | undefined,
): Promise<void> {
  const lone = !grant.refreshToken && accessToken;
  await Promise.allSettled([
    ...refreshTokens(grant).map((token) => revokeToken(platform, grant, token, 'refresh_token')),
    lone && revokeToken(platform, grant, lone, 'access_token'),
  ]);
}
