import type { AuthorizationParameters } from './authorization-parameters.ts';
import { isText } from './json.ts';

/**
 * Where a person signs in, in one of three ways. The first is the strictest: everything is found from the resource
 * server and checked. With the other two, the developer vouches for what is not found, see {@link Vouched}.
 */
export type WhereToSignIn = ByResource | ByIssuer | ByConfiguration;

/** By resource: challenge → protected resource metadata (RFC 9728) → authorization server metadata (RFC 8414). */
export interface ByResource {
  /** The MCP server, or any resource server with RFC 9728 metadata, to get tokens for. */
  serverUrl: string;
  /**
   * A wider resource identifier to accept for this server, its origin for example, where its metadata names one.
   * A token for it is good at every server below it.
   */
  resource?: string | undefined;
  /**
   * Another origin than that of the sign-in, where the code may go although the server does not promise `iss`: a
   * hostile server that sends people to the sign-in page of an honest one has its token endpoint elsewhere.
   */
  tokenOrigin?: string | undefined;
  issuer?: undefined;
  server?: undefined;
  metadataUrl?: undefined;
  vouched?: undefined;
}

/** By issuer: RFC 8414 metadata of that issuer, else its OpenID provider metadata. */
export interface ByIssuer {
  /** The issuer identifier, character by character as the provider spells it. */
  issuer: string;
  /** Where the provider keeps its metadata, if not at a well-known location of the issuer. */
  metadataUrl?: string | undefined;
  vouched?: Vouched | undefined;
  /** Sent as `resource` (RFC 8707); left out, none is sent. */
  resource?: string | undefined;
  serverUrl?: undefined;
  server?: undefined;
}

/** By configuration: the endpoints themselves. Nothing is fetched before the redirect. */
export interface ByConfiguration {
  server: ConfiguredServer;
  /** No metadata says that the server takes S256, so the developer does. */
  vouched: Vouched & { codeChallengeMethod: 'S256' };
  /** Sent as `resource` (RFC 8707); left out, none is sent. */
  resource?: string | undefined;
  serverUrl?: undefined;
  issuer?: undefined;
  metadataUrl?: undefined;
}

/** An authorization server as its documentation describes it. The members are those of its metadata (RFC 8414 §2). */
export interface ConfiguredServer {
  /** Compared with `iss` in responses and ID tokens. What is kept of a server is kept by its issuer. */
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint?: string | undefined;
  endSessionEndpoint?: string | undefined;
  userinfoEndpoint?: string | undefined;
}

/**
 * What a developer states because the metadata of a provider does not: the one place for it. Each member switches a
 * check of metadata off, so state what the provider's own documentation says, and nothing else.
 */
export interface Vouched {
  /**
   * The provider takes a code challenge with S256 and compares it with the verifier (RFC 7636 §4.6), though its
   * metadata has no `code_challenge_methods_supported`. If it does not, an intercepted code can be redeemed. S256
   * is sent in any case, and never `plain`.
   */
  codeChallengeMethod?: 'S256' | undefined;
  /**
   * The `issuer` that the metadata shows and that `iss` holds, where it is not the issuer identifier that the
   * metadata was looked up by (RFC 8414 §3.3). `{tenantid}` in it stands for the `tid` claim of the ID token, as
   * with Entra ID: any tenant of the provider may sign in then, and the API has to check which one.
   */
  issuer?: string | undefined;
  /** Every authorization response carries `iss` (RFC 9207 §2): one without it is refused. */
  issParameter?: true | undefined;
  /** The provider's end-session page, where the metadata names none. */
  endSessionEndpoint?: string | undefined;
}

/**
 * The name of a session in records, marks and messages: the resource server's URL; or else what was asked for:
 * issuer, resource, audience. No URL begins like the second form.
 */
export function sessionKey(
  settings: WhereToSignIn & { authorizationParameters?: AuthorizationParameters | undefined },
): string {
  const { serverUrl, resource, authorizationParameters } = settings;
  if (serverUrl !== undefined) return serverUrl;
  const key = new URLSearchParams({ issuer: (settings.server ?? settings).issuer });
  if (resource) key.set('resource', resource);
  if (authorizationParameters?.audience) key.set('audience', authorizationParameters.audience);
  return `${key}`;
}

/** Whether a stored value may be the `resource` of a session: by resource there is one, always. */
export function isResourceOf(sessionKey: string, resource: unknown): resource is string | undefined {
  return isText(resource) || (resource === undefined && sessionKey.startsWith('issuer='));
}
