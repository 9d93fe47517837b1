import type { GrantRecord } from './grant-record.ts';
import { type Identity, identityFrom, subjectOf } from './id-token.ts';
import { type Requester, send } from './json-request.ts';

/**
 * Fetches further claims of the user (OpenID Connect Core §5.3). Never sends a token for a `resource`.
 *
 * @returns the identity, in which claims of the ID token take precedence; `undefined` when the provider must not be
 * asked, cannot be read, or names another subject (§5.3.2).
 */
export async function fetchUserinfo(
  platform: Requester,
  { identity, resource, server }: GrantRecord,
  accessToken: string,
): Promise<Identity | undefined> {
  const { userinfoEndpoint: at } = server;
  if (!at || !identity || resource !== undefined) return undefined;
  const headers = { Authorization: `Bearer ${accessToken}` };
  // A sign-in does not depend on further claims.
  const json = (await send(platform, at, { headers }, 'userinfo').catch(() => undefined))?.json;
  if (subjectOf(json?.sub) !== identity.subject) return undefined;
  return identityFrom(identity.subject, { ...json, ...identity.claims });
}
