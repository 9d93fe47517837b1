import { discoveryKey } from './discovery.ts';
import { OAuthError } from './errors.ts';
import { isObject, type WireObject } from './json.ts';
import type { Requester } from './json-request.ts';
import { type AuthorizationServerMetadata, readAuthorizationServerMetadata } from './metadata.ts';
import { fetchServerMetadata } from './metadata-document.ts';
import type { KeyValueStorage } from './platform.ts';
import { isSafeWithoutQuery, requireUrl } from './safe-url.ts';
import { MOST_OF_A_SERVER, readRecord, writeRecord } from './stored-record.ts';
import { type ByConfiguration, type ByIssuer, sessionKey } from './where-to-sign-in.ts';

/**
 * Finds an authorization server by its issuer identifier: RFC 8414, then OpenID Connect Discovery 1.0. The result is
 * stored in this tab unless it is very long, and is validated at each use. With a stored result, no request is sent.
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
  requireUrl(issuer, isSafeWithoutQuery(issuer));
  if (metadataUrl) requireUrl(metadataUrl);
  const read = (json: WireObject) => readAuthorizationServerMetadata(json, issuer, vouched);
  const remembered = readRecord(tab, key)?.server;
  if (isObject(remembered)) return read(remembered);
  const urls = metadataUrl ? [metadataUrl] : undefined;
  const json = await fetchServerMetadata(platform, issuer, urls, (document) => {
    try {
      return Boolean(read(document));
    } catch {
      // Another location may have valid metadata.
    }
    return false;
  });
  const server = read(json);
  writeRecord(tab, key, { server: json }, MOST_OF_A_SERVER);
  return server;
}

/**
 * Creates the metadata of a server from the settings of the app, without a request.
 *
 * @throws OAuthError `server_metadata_invalid`, `unsafe_url`, or `pkce_unsupported` if `vouched` does not name S256.
 */
export function configuredServer({ server, vouched }: ByConfiguration): AuthorizationServerMetadata {
  const { issuer, ...endpoints } = server;
  if (vouched?.codeChallengeMethod !== 'S256') throw new OAuthError('pkce_unsupported');
  requireUrl(issuer, isSafeWithoutQuery(issuer));
  const { authorizationEndpoint, tokenEndpoint } = endpoints;
  if (!authorizationEndpoint || !tokenEndpoint) throw new OAuthError('server_metadata_invalid');
  for (const url of Object.values(endpoints)) if (url) requireUrl(url);
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
