import {
  announcesIssuer,
  documentAt,
  type Evidence,
  type MetadataDocument,
  pushedRequestEndpointOf,
  textOf,
} from '../evidence.ts';
import type { Trust } from '../trust.ts';

/**
 * What a probe cannot check, so that the person has to decide whether to trust the servers. Assumes that the addresses
 * of the servers are safe.
 */
export function trustNeeded({ serverUrl, resourceLocations, serverLocations }: Evidence): Trust {
  const server = documentAt(serverLocations);
  const [signInOrigin, tokenOrigin] = ['authorization_endpoint', 'token_endpoint'].map((name) =>
    originOf(textOf(server, name)),
  );
  const resource = textOf(documentAt(resourceLocations), 'resource');
  const isServer = resource === serverUrl || new URL(serverUrl).href === `${resource}/`;
  return {
    tokenOrigin: announcesIssuer(server) || tokenOrigin === signInOrigin ? undefined : tokenOrigin,
    resource: isServer ? undefined : resource,
  };
}

/** @returns a sentence about what the person has not accepted; `undefined` if they accepted everything. */
export function trustMissing(evidence: Evidence): string | undefined {
  const needed = trustNeeded(evidence);
  const { accepted = {} } = evidence;
  if (needed.tokenOrigin !== accepted.tokenOrigin && needed.tokenOrigin !== undefined) {
    return `The code would go to ${needed.tokenOrigin}, which is not the origin of the sign-in, and you did not accept that.`;
  }
  if (needed.resource !== accepted.resource && needed.resource !== undefined) {
    return `The token would be valid for ${needed.resource}, which covers more than this server, and you did not accept that.`;
  }
  return pushedElsewhere(documentAt(evidence.serverLocations), needed);
}

/**
 * A server at another origin could replace this request by a request with another resource and more scopes, push that
 * request, and return the reference to it. The parameter iss would reveal that server (RFC 9700 §4.4).
 */
function pushedElsewhere(server: MetadataDocument | undefined, { tokenOrigin }: Trust): string | undefined {
  const pushedTo = originOf(pushedRequestEndpointOf(server));
  const signInOrigin = originOf(textOf(server, 'authorization_endpoint'));
  if (announcesIssuer(server) || pushedTo === undefined) return undefined;
  if ([signInOrigin, tokenOrigin].includes(pushedTo)) return undefined;
  return `The request would be pushed to ${pushedTo}, which is not the origin of the sign-in (${signInOrigin}). Another request could take its place unseen, because the server does not promise the parameter iss.`;
}

const originOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
