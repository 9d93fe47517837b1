import type { GrantRecord } from './grant-record.ts';

/**
 * How the provider ends its own session:
 * - `client_id`: its end-session page is told the client (OpenID Connect RP-Initiated Logout 1.0) and asks the person;
 * - `id_token_hint`: it is shown the ID token, which stands in an address then; kept in memory, so after a reload
 *   there is none, and the person is signed out of the app alone;
 * - `logout_uri`: as Cognito calls the address to come back to;
 * - `none`: not at all.
 */
export type EndSession = 'client_id' | 'id_token_hint' | 'logout_uri' | 'none';

/** @returns the page to leave for; `undefined` where there is none to go to, or no way to be let in. */
export function endSessionUrl(
  way: EndSession,
  { server, clientId }: GrantRecord,
  postLogoutRedirectUri: string | undefined,
  idToken: string | undefined,
): string | undefined {
  const { endSessionEndpoint } = server;
  const unknown = way === 'logout_uri' ? !postLogoutRedirectUri : way === 'id_token_hint' && !idToken;
  if (!endSessionEndpoint || way === 'none' || unknown) return undefined;
  const url = new URL(endSessionEndpoint);
  const returnParameter = way === 'logout_uri' ? way : 'post_logout_redirect_uri';
  url.searchParams.set('client_id', clientId);
  if (way === 'id_token_hint' && idToken) url.searchParams.set(way, idToken);
  if (postLogoutRedirectUri) url.searchParams.set(returnParameter, postLogoutRedirectUri);
  return url.href;
}
