import { announcesIssuer, documentAt, type Evidence, textOf } from '../evidence.ts';
import type { Trust } from '../trust.ts';

/** What a probe has to take on trust, at servers whose addresses are safe. */
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
  return undefined;
}

const originOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
