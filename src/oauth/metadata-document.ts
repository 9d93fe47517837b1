import { OAuthError, type Step } from './errors.ts';
import type { WireObject } from './json.ts';
import { type Requester, send } from './json-request.ts';

/** Where authorization server metadata may be, in the order of the MCP specification (RFC 8414 §3.1, §5). */
export function serverMetadataUrls(issuer: string): string[] {
  const urls = wellKnownUrls(issuer, ['oauth-authorization-server', 'openid-configuration']);
  return urls.concat(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
}

/** The path of an identifier, inserted behind well-known names. */
export function wellKnownUrls(identifier: string, names: string[]): string[] {
  const { origin, pathname, search } = new URL(identifier);
  return names.map((name) => `${origin}/.well-known/${name}${pathname.replace(/\/$/, '')}${search}`);
}

/**
 * The metadata of an authorization server, from the first of several locations that holds it.
 *
 * @throws OAuthError as {@link firstDocument}; `server_metadata_not_found` when there is nothing at any of them.
 */
export async function serverDocument(
  platform: Requester,
  issuer: string,
  urls = serverMetadataUrls(issuer),
): Promise<WireObject> {
  const server = await firstDocument(platform, urls, 'issuer', 'server metadata');
  if (!server) throw new OAuthError('server_metadata_not_found', { at: issuer });
  return server;
}

/**
 * The first of several locations that holds the document. Whatever else is found at one (an error, a page, JSON
 * without the member that the document must have, an answer that the browser hides) sends us to the next.
 *
 * @returns `undefined` when there is nothing at any of them.
 * @throws OAuthError what was found first, when no location is left.
 */
export async function firstDocument(
  platform: Requester,
  urls: string[],
  required: 'resource' | 'issuer',
  step: Step,
): Promise<WireObject | undefined> {
  let found: OAuthError | undefined;
  for (const at of new Set(urls)) {
    try {
      const { response, json, details } = await send(platform, at, {}, step);
      if (response.ok) {
        if (json?.[required]) return json;
        found ??= new OAuthError(json ? INVALID[required] : 'response_not_json', details);
      } else if (response.status >= 500) {
        found ??= new OAuthError('unexpected_status', details);
      }
    } catch (error) {
      if (!isHidden(error)) throw error;
      found ??= error;
    }
  }
  if (found) throw found;
  return undefined;
}

const INVALID = { resource: 'resource_metadata_invalid', issuer: 'server_metadata_invalid' } as const;

/** Whether there was an answer that a page may not read, or none at all: a browser tells no difference. */
export function isHidden(error: unknown): error is OAuthError {
  return error instanceof OAuthError && error.code === 'unreachable';
}
