import { discoveryKey } from './discovery.ts';
import { OAuthError } from './errors.ts';
import { isObject } from './json.ts';
import type { Requester } from './json-request.ts';
import { type AuthorizationServerMetadata, readAuthorizationServerMetadata } from './metadata.ts';
import { serverDocument } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { requireSafe, requireWithoutQuery } from './safe-url.ts';
import { readRecord, writeRecord } from './stored-record.ts';
import { type ByConfiguration, type ByIssuer, sessionKey } from './where-to-sign-in.ts';

/**
 * Finds an authorization server by its issuer identifier: RFC 8414, then OpenID Connect Discovery 1.0. What was
 * fetched stays in this tab, is checked again at every use, and asks the network for nothing the next time.
 *
 * @throws OAuthError of the discovery group, of the request group when the server cannot be read, and
 * `storage_unavailable`.
 */
export async function discoverIssuer(
  platform: Requester & { storage: { tab: KeyValueStorage } },
  settings: ByIssuer,
): Promise<AuthorizationServerMetadata> {
  const { issuer, metadataUrl, vouched } = settings;
  const { tab } = platform.storage;
  const key = discoveryKey(sessionKey(settings));
  requireWithoutQuery(issuer);
  if (metadataUrl) requireSafe(metadataUrl);
  const remembered = readRecord(tab, key)?.server;
  if (isObject(remembered)) return readAuthorizationServerMetadata(remembered, issuer, vouched);
  const json = await serverDocument(platform, issuer, metadataUrl ? [metadataUrl] : undefined);
  const server = readAuthorizationServerMetadata(json, issuer, vouched);
  writeRecord(tab, key, { server: json });
  return server;
}

/**
 * The metadata of a server that the app's settings describe; nothing is fetched.
 *
 * @throws OAuthError `pkce_unsupported` where S256 is not vouched for, `server_metadata_invalid`, `unsafe_url`.
 */
export function configuredServer({ server, vouched }: ByConfiguration): AuthorizationServerMetadata {
  const { issuer, ...endpoints } = server;
  if (vouched?.codeChallengeMethod !== 'S256') throw new OAuthError('pkce_unsupported');
  requireWithoutQuery(issuer);
  const { authorizationEndpoint, tokenEndpoint } = endpoints;
  if (!authorizationEndpoint || !tokenEndpoint) throw new OAuthError('server_metadata_invalid');
  for (const url of Object.values(endpoints)) if (url) requireSafe(url);
  const { endSessionEndpoint = vouched.endSessionEndpoint } = endpoints;
  return {
    ...endpoints,
    issuer,
    endSessionEndpoint,
    issuerTemplate: vouched.issuer,
    issParameterSupported: vouched.issParameter === true,
    scopesSupported: [],
  };
}
