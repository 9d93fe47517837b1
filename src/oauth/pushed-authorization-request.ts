import { type AuthorizationRequest, authorizationUrl } from './authorization-request.ts';
import { authenticatedForm } from './client-authentication.ts';
import { OAuthError, readServerRefusal } from './errors.ts';
import { textOf } from './json.ts';
import { isOutage, type Requester, send } from './json-request.ts';

/**
 * Pushes an authorization request to a server that requires it (RFC 9126 §2): the browser then carries only a
 * reference to its parameters. The request is never repeated.
 *
 * @returns the URL to navigate to, which may work only once (§4); the `url` of the request if it need not be pushed.
 * @throws OAuthError `authorization_refused` when the server refuses; `request_uri_missing` when the response has no
 * `request_uri` of at most 8,000 characters; or a code of the request group.
 */
export async function pushAuthorizationRequest(
  platform: Requester,
  { url, pending }: AuthorizationRequest,
): Promise<string> {
  const { server, clientId, clientSecret } = pending;
  const endpoint = server.pushedAuthorizationRequestEndpoint;
  if (!endpoint) return url;
  const parameters = Object.fromEntries(new URL(url).searchParams);
  // §2: a client authenticates as at the token endpoint.
  const request = authenticatedForm(pending, endpoint, parameters);
  const { response, json, details } = await send(platform, endpoint, request, 'pushed authorization request');
  const { ok, status } = response;
  const secrets = [clientSecret?.value, request.headers?.Authorization];
  details.refusal = readServerRefusal(json, secrets, ok ? undefined : `HTTP ${status}`);
  if (!ok || details.refusal) {
    // A rate limit or a failing server says nothing about the request (§2.3).
    const isFinal = details.refusal && !isOutage(status);
    throw new OAuthError(isFinal ? 'authorization_refused' : 'unexpected_status', details);
  }
  const requestUri = textOf(json?.request_uri);
  if (!requestUri || requestUri[8_000])
    throw new OAuthError(json ? 'request_uri_missing' : 'response_not_json', details);
  return authorizationUrl(server, { client_id: clientId, request_uri: requestUri });
}
