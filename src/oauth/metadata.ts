import { OAuthError } from './errors.ts';
import { hasShape, isText, optional, textOf, type WireObject } from './json.ts';
import { coversServer, isSafeFrom, isSafeUrl, isSameUrl } from './safe-url.ts';
import { readScopes } from './scope.ts';
import type { Vouched } from './where-to-sign-in.ts';

/** The metadata of a resource server (RFC 9728 §2). */
export interface ProtectedResourceMetadata {
  /** The resource identifier, sent verbatim as `resource` (RFC 8707). */
  resource: string;
  /**
   * Issuer identifiers of the authorization servers that may issue tokens for the resource. There is at least one, and
   * the chosen server is the first.
   */
  authorizationServers: [string, ...string[]];
  scopesSupported: string[];
}

/** The part of authorization server metadata that this client uses (RFC 8414 §2). */
export interface AuthorizationServerMetadata {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** Where authorization requests have to be pushed (RFC 9126 §2); absent when requests need not be pushed. */
  pushedAuthorizationRequestEndpoint?: string | undefined;
  /** Where a client registers itself (RFC 7591 §3). */
  registrationEndpoint?: string | undefined;
  revocationEndpoint?: string | undefined;
  endSessionEndpoint?: string | undefined;
  userinfoEndpoint?: string | undefined;
  scopesSupported: string[];
  /** The value to compare `iss` with, if it is not {@link issuer}; see `Vouched.issuer`. */
  issuerTemplate?: string | undefined;
  /** Whether every authorization response carries `iss` (RFC 9207 §3). */
  issParameterSupported: boolean;
  /** The algorithms for DPoP proofs (RFC 9449 §5.1); absent when there is no metadata. */
  dpopAlgorithms?: string[] | undefined;
  /** Whether the URL of a client ID metadata document can be the client ID. */
  clientIdMetadataDocumentSupported?: boolean | undefined;
  /** How clients may authenticate at the token endpoint; absent when the server does not say. */
  tokenEndpointAuthMethods?: string[] | undefined;
}

/**
 * Validates protected resource metadata against the URL of its server (RFC 9728 §3.3): `resource` must be that URL, in
 * its serialised form (RFC 8707 §2).
 *
 * @param accepted a wider identifier that the user or the app accepts for this server: its origin, or a prefix of its
 * path in whole segments. A token for a wider identifier is valid at every server below that identifier, so the
 * statement of the server alone is not enough to accept it.
 * @param issuer the chosen authorization server, if the resource names it; otherwise, the first server is used.
 * @throws OAuthError `resource_metadata_invalid`, `resource_mismatch`.
 */
export function readProtectedResourceMetadata(
  json: WireObject,
  serverUrl: string,
  accepted?: string,
  issuer?: string,
): ProtectedResourceMetadata {
  const resource = textOf(json.resource);
  const named = Array.isArray(json.authorization_servers) ? json.authorization_servers : [];
  const servers = named.filter(isText).slice(0, 10);
  const chosen = servers.find((server) => server === issuer) ?? servers[0];
  if (!resource || !chosen) {
    const claim = resource ? 'authorization_servers' : 'resource';
    throw new OAuthError('resource_metadata_invalid', { claim, found: json[claim] });
  }
  if (!isSameUrl(resource, serverUrl) && !(resource === accepted && coversServer(resource, serverUrl))) {
    throw new OAuthError('resource_mismatch', { found: resource, expected: serverUrl });
  }
  const others = servers.filter((server) => server !== chosen);
  const scopesSupported = readScopes(json.scopes_supported);
  return { resource, authorizationServers: [chosen, ...others], scopesSupported };
}

/** Adds the other authorization servers to a failure: the client may choose another server (RFC 9728 §7.6). */
export function withOthers(error: unknown, others: readonly string[]): unknown {
  if (error instanceof OAuthError && others.length) error.otherAuthorizationServers = others;
  return error;
}

/**
 * Validates authorization server metadata against the issuer identifier that it was fetched for (RFC 8414 §3.3).
 *
 * @param vouched statements of the developer that complete or replace metadata; absent for a sign-in by resource.
 * @throws OAuthError `issuer_mismatch`, `unsafe_url`; `server_metadata_invalid` when an endpoint that the sign-in needs
 * is missing; `pkce_unsupported` when the metadata does not name S256, unless it lists no methods and `vouched` names
 * S256. A server without S256 might ignore the challenge, and the client would not notice.
 */
export function readAuthorizationServerMetadata(
  json: WireObject,
  issuer: string,
  vouched: Vouched = {},
): AuthorizationServerMetadata {
  const expected = vouched.issuer ?? issuer;
  if (json.issuer !== expected) {
    throw new OAuthError('issuer_mismatch', { found: json.issuer, expected });
  }
  const methods = json.code_challenge_methods_supported ?? [vouched.codeChallengeMethod];
  if (!Array.isArray(methods) || !methods.includes('S256')) {
    throw new OAuthError('pkce_unsupported');
  }
  function endpoint(claim: string, isNeeded: true, value?: unknown): string;
  function endpoint(claim: string, isNeeded?: boolean, value?: unknown): string | undefined;
  function endpoint(claim: string, isNeeded?: boolean, value: unknown = json[claim]): string | undefined {
    const url = textOf(value);
    if (url ? !isSafeFrom(url, issuer) : isNeeded)
      throw new OAuthError(url ? 'unsafe_url' : 'server_metadata_invalid', { claim, found: value });
    return url;
  }
  const authMethods = json.token_endpoint_auth_methods_supported;
  return {
    issuer,
    issuerTemplate: vouched.issuer,
    authorizationEndpoint: endpoint('authorization_endpoint', true),
    tokenEndpoint: endpoint('token_endpoint', true),
    pushedAuthorizationRequestEndpoint:
      vouched.pushedAuthorizationRequestEndpoint || json.require_pushed_authorization_requests === true
        ? endpoint('pushed_authorization_request_endpoint', true, vouched.pushedAuthorizationRequestEndpoint)
        : undefined,
    registrationEndpoint: endpoint('registration_endpoint'),
    revocationEndpoint: endpoint('revocation_endpoint'),
    endSessionEndpoint: endpoint(
      'end_session_endpoint',
      false,
      json.end_session_endpoint ?? vouched.endSessionEndpoint,
    ),
    // Userinfo is optional, so an unsafe URL is ignored, and the server is not refused.
    userinfoEndpoint: [json.userinfo_endpoint].filter(isText).find((url) => isSafeFrom(url, issuer)),
    scopesSupported: readScopes(json.scopes_supported),
    issParameterSupported:
      (vouched.issParameter || json.authorization_response_iss_parameter_supported) === true,
    dpopAlgorithms: readScopes(json.dpop_signing_alg_values_supported),
    clientIdMetadataDocumentSupported: json.client_id_metadata_document_supported === true || undefined,
    tokenEndpointAuthMethods: Array.isArray(authMethods) ? readScopes(authMethods) : undefined,
  };
}

/** Whether a stored record has the URLs that a callback, a refresh and a sign-out use, all of them safe. */
export function isAuthorizationServerMetadata(value: unknown): value is AuthorizationServerMetadata {
  const isSafe = (url: unknown) => isText(url) && isSafeUrl(url);
  const mayBeSafe = optional(isSafe);
  return hasShape({
    issuer: isSafe,
    issuerTemplate: optional(isText),
    authorizationEndpoint: isSafe,
    tokenEndpoint: isSafe,
    registrationEndpoint: mayBeSafe,
    revocationEndpoint: mayBeSafe,
    endSessionEndpoint: mayBeSafe,
    userinfoEndpoint: mayBeSafe,
  })(value);
}
