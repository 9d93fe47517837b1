import type { WireObject } from './json.ts';
import type { Requester } from './json-request.ts';
import { fetchFirstDocument, wellKnownUrl } from './metadata-document.ts';
import { isSafeFrom, parseUrl, requireUrl } from './safe-url.ts';

/** Resource metadata, not validated. */
export interface FoundResource {
  resource?: WireObject | undefined;
  /** The address in the challenge, if that address has no metadata, but a well-known location has it. */
  unusableHint?: string | undefined;
}

/**
 * Fetches the resource metadata from the address in the challenge (the hint), or else from the well-known locations. A
 * hint that is not a URL, that lacks its host (`https:///`) or that leads to nothing is a mistake of the server, and is
 * skipped. An unsafe hint is refused, and no location gets a request.
 */
export async function fetchResource(
  platform: Requester,
  serverUrl: string,
  hint: string | undefined,
): Promise<FoundResource> {
  const lookUp = (urls: string[]) =>
    fetchFirstDocument(platform, urls, 'resource', 'resource metadata', 'resource_metadata_invalid');
  let failure: unknown;
  // A URL parser would take the first segment of the path for the missing host.
  if (hint && /^\w+:(\/\/)?[^/]/.test(hint) && parseUrl(hint)) {
    requireUrl(hint, isSafeFrom(hint, serverUrl), 'resource_metadata');
    try {
      const resource = await lookUp([hint]);
      if (resource) return { resource };
    } catch (error) {
      failure = error;
    }
  }
  // RFC 9728 §3.1: the path after the well-known name, then the root.
  const wellKnown = [serverUrl, new URL(serverUrl).origin].map((url) =>
    wellKnownUrl(url, 'oauth-protected-resource'),
  );
  const rest = wellKnown.filter((url) => url !== hint);
  const resource = await (failure ? lookUp(rest).catch(() => undefined) : lookUp(rest));
  if (!resource && failure) throw failure;
  return { resource, unusableHint: hint };
}
