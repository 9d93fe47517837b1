import type { AuthorizationParameters } from './authorization-parameters.ts';
import { isText, type WireObject } from './json.ts';
import type { Requester } from './json-request.ts';
import { setParameters } from './parameters.ts';

/**
 * How to find the authorization server, in one of three ways. The first is the strictest: everything is discovered from
 * the resource server and validated. In the other two ways, the developer may vouch for what metadata does not say, see
 * {@link Vouched}.
 */
export type WhereToSignIn = ByResource | ByIssuer | ByConfiguration;

/** By resource: challenge → protected resource metadata (RFC 9728) → authorization server metadata (RFC 8414). */
export interface ByResource {
  /** The URL of the MCP server, or of any resource server with RFC 9728 metadata. */
  serverUrl: string;
  /**
   * A wider resource identifier to accept from the metadata of this server, such as the origin of this server. A token
   * for that identifier is valid at every server below that identifier.
   */
  resource?: string | undefined;
  /**
   * The origin to accept for the token endpoint if the sign-in page has another origin, and the server does not promise
   * `iss`. A hostile server can name the sign-in page of an honest server together with its own token endpoint.
   */
  tokenOrigin?: string | undefined;
  /**
   * The origin of the sign-in page for which `tokenOrigin` was accepted; any origin by default. `tokenOrigin` does not
   * apply if the metadata later names a sign-in page at another origin.
   */
  signInOrigin?: string | undefined;
  /** Which of several authorization servers of the resource to use; the first one by default (RFC 9728 §7.6). */
  authorizationServer?: string | undefined;
  /** Creates the resource metadata of a server that publishes no such metadata; see `metadataAtOrigin`. */
  missingMetadata?: ((platform: Requester, serverUrl: string) => Promise<WireObject>) | undefined;
  issuer?: undefined;
  server?: undefined;
  metadataUrl?: undefined;
  vouched?: undefined;
}

/** By issuer: the RFC 8414 metadata of that issuer, or else its OpenID provider metadata. */
export interface ByIssuer {
  /** The issuer identifier, exactly as the provider spells it. */
  issuer: string;
  /** The URL of the metadata, if it is not at a well-known location of the issuer. */
  metadataUrl?: string | undefined;
  vouched?: Vouched | undefined;
  /** Sent as `resource` (RFC 8707), if set. */
  resource?: string | undefined;
  serverUrl?: undefined;
  server?: undefined;
}

/** By configuration: the endpoints themselves. No request is sent before the redirect, unless requests are pushed. */
export interface ByConfiguration {
  server: ConfiguredServer;
  /** There is no metadata, so the developer vouches for S256. */
  vouched: Omit<Vouched, 'pushedAuthorizationRequestEndpoint'> & { codeChallengeMethod: 'S256' };
  /** Sent as `resource` (RFC 8707), if set. */
  resource?: string | undefined;
  serverUrl?: undefined;
  issuer?: undefined;
  metadataUrl?: undefined;
}

/** An authorization server, as its documentation describes it. It has the members of the metadata (RFC 8414 §2). */
export interface ConfiguredServer {
  /** Compared with `iss` in responses and ID tokens, and part of the key of stored records. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  /** If set, authorization requests are pushed to this endpoint (RFC 9126): one request before the redirect. */
  pushedAuthorizationRequestEndpoint?: string | undefined;
  revocationEndpoint?: string | undefined;
  endSessionEndpoint?: string | undefined;
  userinfoEndpoint?: string | undefined;
}

/**
 * Statements that the developer makes because the metadata does not make them. A wrong statement can switch off a
 * defence, so state only what the documentation of the provider says.
 */
export interface Vouched {
  /**
   * The provider compares an S256 code challenge with the verifier (RFC 7636 §4.6), though its metadata has no
   * `code_challenge_methods_supported`. If this statement is wrong, an intercepted code can be redeemed. The client
   * always sends S256.
   */
  codeChallengeMethod?: 'S256' | undefined;
  /**
   * The `issuer` in the metadata and in `iss`, if it differs from the issuer identifier that the metadata was fetched
   * for (RFC 8414 §3.3). The placeholder `{tenantid}` matches the `tid` claim of the ID token, as with Entra ID:
   * users of any tenant can then sign in, and the API has to check the tenant.
   */
  issuer?: string | undefined;
  /** Every authorization response carries `iss` (RFC 9207 §2): a response without it is refused. */
  issParameter?: true | undefined;
  /** The end-session page of the provider, if the metadata does not name it. */
  endSessionEndpoint?: string | undefined;
  /**
   * Where this client has to push its authorization requests (RFC 9126 §6), although the metadata does not require
   * every client to push them.
   */
  pushedAuthorizationRequestEndpoint?: string | undefined;
}

/**
 * Returns the name of a session in records, marks and messages. The name is the URL of the resource server, or else a
 * query string with issuer, resource, audience and client. It has the client because several apps may share an origin.
 * No URL begins like such a query string, so the two kinds of names differ.
 */
export function sessionKey(
  settings: WhereToSignIn & {
    authorizationParameters?: AuthorizationParameters | undefined;
    clientId?: string | undefined;
  },
): string {
  const { serverUrl, resource, authorizationParameters, clientId } = settings;
  if (serverUrl !== undefined) return serverUrl;
  const { issuer } = settings.server ?? settings;
  const audience = authorizationParameters?.audience;
  const key = setParameters(new URLSearchParams({ issuer }), { resource, audience, client_id: clientId });
  return `${key}`;
}

/** The name of a session in records of earlier versions, which had no client. */
export function earlierSessionKey(sessionKey: string): string {
  return sessionKey.replace(/^(issuer=.*)&client_id=.*/, '$1');
}

/** Whether `stored` is the name of the session `sessionKey`, in this version of the app or in an earlier version. */
export function isNameOf(sessionKey: string, stored: string): boolean {
  return stored === sessionKey || stored === earlierSessionKey(sessionKey);
}

/** Whether a stored value may be the `resource` of a session. Only {@link ByResource} requires a `resource`. */
export function isResourceOf(sessionKey: string, resource: unknown): resource is string | undefined {
  return isText(resource) || (resource === undefined && sessionKey.startsWith('issuer='));
}
