import {
  asOAuthError,
  type FailureDetails,
  OAuthError,
  type OAuthErrorCode,
  readServerRefusal,
  type ServerRefusal,
  type Step,
} from './errors.ts';
import type { WireObject } from './json.ts';
import { isOutage, type Requester, send } from './json-request.ts';

/** The locations of authorization server metadata, in the order of the MCP specification (RFC 8414 §3.1, §5). */
export function serverMetadataUrls(issuer: string): string[] {
  const names = ['oauth-authorization-server', 'openid-configuration'];
  const urls = names.map((name) => wellKnownUrl(issuer, name));
  return [...urls, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`];
}

/** Inserts a well-known name before the path of an identifier. */
export function wellKnownUrl(identifier: string, name: string): string {
  const { origin, pathname, search } = new URL(identifier);
  return `${origin}/.well-known/${name}${pathname.replace(/\/$/, '')}${search}`;
}

/**
 * Fetches the metadata of an authorization server from the first of several locations that has it.
 *
 * @param isValid whether a document can be used. For a sign-in by resource, `isValid` is absent, and the first document
 * is used, as in other MCP clients.
 * @throws OAuthError as {@link fetchFirstDocument}; `server_metadata_not_found` when no location has it.
 */
export async function fetchServerMetadata(
  platform: Requester,
  issuer: string,
  urls = serverMetadataUrls(issuer),
  isValid?: (json: WireObject) => boolean,
): Promise<WireObject> {
  const details: FailureDetails = { at: issuer };
  const server = await fetchFirstDocument(
    platform,
    urls,
    'issuer',
    'server metadata',
    'server_metadata_invalid',
    isValid,
    details,
  );
  if (!server) throw new OAuthError('server_metadata_not_found', details);
  return server;
}

/**
 * Fetches a document from the first of several locations that has it. Any other response (an error, a page, JSON
 * without the required member, a response that the browser hides) leads to the next location.
 *
 * @param incomplete the code of the error about JSON without the required member.
 * @param isValid whether a document can be used. An invalid document is returned only if no location has a valid one;
 * the code that reads it then reports the problem.
 * @param refused gets the reason of the first location that refuses with a reason.
 * @returns `undefined` when every location responds with a 4xx status, except 429.
 * @throws OAuthError the first failure, when no location has the document; after a timeout, `timeout` without a request
 * to the other locations.
 */
export async function fetchFirstDocument(
  platform: Requester,
  urls: string[],
  required: 'resource' | 'issuer',
  step: Step,
  incomplete: OAuthErrorCode,
  isValid: (json: WireObject) => boolean = () => true,
  refused: { refusal?: ServerRefusal | undefined } = {},
): Promise<WireObject | undefined> {
  let invalid: WireObject | undefined;
  let failure: OAuthError | undefined;
  for (const at of new Set(urls)) {
    try {
      const { response, json, details } = await send(platform, at, {}, step);
      if (isOutage(response.status)) failure ??= new OAuthError('unexpected_status', details);
      else if (!response.ok) refused.refusal ??= readServerRefusal(json);
      else if (!json?.[required])
        failure ??= new OAuthError(json ? incomplete : 'response_not_json', {
          claim: json && required,
          ...details,
        });
      else if (isValid(json)) return json;
      else invalid ??= json;
    } catch (error) {
      // The next location may have the document. A host may send a large page for every path.
      if (!isHidden(error) && asOAuthError(error).code !== 'response_too_large') throw error;
      failure ??= asOAuthError(error);
    }
  }
  if (failure && !invalid) throw failure;
  return invalid;
}

/**
 * Whether the page got no response: the browser hid the response, or none came. A page cannot distinguish the two cases,
 * and a browser may report that it is offline although it is not.
 */
export function isHidden(error: unknown): error is OAuthError {
  return error instanceof OAuthError && (error.code === 'unreachable' || error.code === 'offline');
}
