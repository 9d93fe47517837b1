import type { WireObject } from './json.ts';
import type { Requester } from './json-request.ts';
import { fetchServerMetadata } from './metadata-document.ts';

/**
 * Creates resource metadata for a server without resource metadata. It names the origin of the server as the
 * authorization server, if that origin has authorization server metadata. MCP 2025-03-26 had no resource metadata, and
 * expected the authorization server at this origin. Nothing in such metadata binds the token to this server, so only
 * the user can decide to use the metadata.
 *
 * @throws OAuthError `server_metadata_not_found`, or a code of the request group.
 */
export async function metadataAtOrigin(platform: Requester, serverUrl: string): Promise<WireObject> {
  const { origin } = new URL(serverUrl);
  const { issuer } = await fetchServerMetadata(platform, origin);
  // The issuer may be the origin with a slash at the end. Any other issuer is refused later, when the metadata is
  // validated.
  const spelled = issuer === `${origin}/` ? issuer : origin;
  return { resource: serverUrl, authorization_servers: [spelled] };
}
