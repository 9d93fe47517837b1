import type { GrantRecord } from './grant-record.ts';
import { type Identity, identityFrom } from './id-token.ts';
import { type Requester, send } from './json-request.ts';

/**
 * Asks the provider for more claims of the person (OpenID Connect Core §5.3). A token that is bound to a resource
 * is for that resource alone, and is never sent.
 *
 * @returns who it is, the claims of the ID token first; `undefined` where the provider is not to be asked, cannot be
 * read, or speaks of another subject (§5.3.2).
 */
export async function fetchUserinfo(
  platform: Requester,
  { identity, resource, server }: GrantRecord,
  accessToken: string,
): Promise<Identity | undefined> {
  const { userinfoEndpoint: at } = server;
  if (!at || !identity || resource !== undefined) return undefined;
  const headers = { Authorization: `Bearer ${accessToken}` };
  // More claims are no condition of a sign-in.
  const { json } = await send(platform, at, { headers }, 'userinfo').catch(() => ({ json: undefined }));
  if (json?.sub !== identity.subject) return undefined;
  return identityFrom(identity.subject, { ...json, ...identity.claims });
}
