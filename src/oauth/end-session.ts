import type { GrantRecord } from './grant-record.ts';
import { setParameters } from './parameters.ts';

/**
 * How to end the session at the provider (OpenID Connect RP-Initiated Logout 1.0):
 * - `client_id`: the end-session page gets the client ID, and may ask the user;
 * - `id_token_hint`: the end-session page also gets the ID token, in its URL. The ID token is kept only in memory, so
 *   after a reload, and until a refresh brings another ID token, a sign-out ends only the session of the app;
 * - `logout_uri`: the end-session page gets the return address under this name, which Cognito uses instead of
 *   `post_logout_redirect_uri`;
 * - `none`: the session at the provider stays.
 */
export type EndSession = 'client_id' | 'id_token_hint' | 'logout_uri' | 'none';

/**
 * @returns the URL of the end-session page; `undefined` if there is no such page, or if a value that it requires is
 * missing.
 */
export function endSessionUrl(
  way: EndSession,
  { server, clientId }: GrantRecord,
  postLogoutRedirectUri: string | undefined,
  idToken: string | undefined,
): string | undefined {
  const parameters: Record<string, string | undefined> = {
    client_id: clientId,
    [way === 'logout_uri' ? way : 'post_logout_redirect_uri']: postLogoutRedirectUri,
    ...(way === 'id_token_hint' && { id_token_hint: idToken }),
  };
  // A way is the name of the parameter that it requires.
  if (!server.endSessionEndpoint || !parameters[way]) return undefined;
  const url = new URL(server.endSessionEndpoint);
  setParameters(url.searchParams, parameters);
  return url.href;
}
