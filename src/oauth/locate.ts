import { discover, wantedScopes } from './discovery.ts';
import { OAuthError } from './errors.ts';
import { configuredServer, discoverIssuer } from './issuer-discovery.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { Platform } from './platform.ts';
import type { AppSettings } from './settings.ts';
import type { ByConfiguration, ByIssuer, ByResource, WhereToSignIn } from './where-to-sign-in.ts';

/** The authorization server, the resource of the token, and the scopes to request. */
export interface Located {
  server: AuthorizationServerMetadata;
  resource: string | undefined;
  scopes: readonly string[];
}

/** Finds the authorization server by one kind of settings. Called at each sign-in, since settings may change. */
export type Locate<Where extends WhereToSignIn> = (
  platform: Platform,
  settings: Where & Pick<AppSettings, 'scopes' | 'scopesIfListed' | 'exactScopes'>,
) => Promise<Located>;

/** By resource: discovers everything from the resource server and validates it. */
export const byResource: Locate<ByResource> = async (platform, settings) => {
  const found = await discover(platform, settings.serverUrl, settings.resource, settings);
  return {
    server: atExpectedOrigin(found.server, settings),
    resource: found.resource.resource,
    scopes: settings.exactScopes ?? wantedScopes(found, settings),
  };
};

/** By issuer: fetches its metadata, and adds what the developer vouches for. */
export const byIssuer: Locate<ByIssuer> = async (platform, settings) => {
  const { resource, scopes = [] } = settings;
  return { server: await discoverIssuer(platform, settings), resource, scopes };
};

/** By configuration: uses the configured endpoints and sends no request. */
export const byConfiguration: Locate<ByConfiguration> = async (_platform, settings) => {
  const { resource, scopes = [] } = settings;
  return { server: configuredServer(settings), resource, scopes };
};

/** Chooses one of the three ways by the settings, or the strictest way if the settings violate their type. */
export const byAnyWay: Locate<WhereToSignIn> = (platform, settings) => {
  if (settings.serverUrl !== undefined) return byResource(platform, settings);
  return settings.server ? byConfiguration(platform, settings) : byIssuer(platform, settings);
};

/**
 * RFC 9700 §4.4: if the response does not name its issuer, the code and the tokens may come from a server other than
 * the one that named these endpoints. So code and tokens go only to the origin of the sign-in page, or to the accepted
 * origin. The same is true of pushed requests: a server at another origin could push its own request to the
 * server of the sign-in page, with another `resource`, and return the reference to that request.
 *
 * @returns the metadata, without endpoints for revocation, logout and userinfo at another origin.
 * @throws OAuthError `token_endpoint_elsewhere`.
 */
function atExpectedOrigin(
  server: AuthorizationServerMetadata,
  { tokenOrigin, signInOrigin }: ByResource,
): AuthorizationServerMetadata {
  const { authorizationEndpoint, tokenEndpoint, pushedAuthorizationRequestEndpoint, issParameterSupported } =
    server;
  if (issParameterSupported) return server;
  const originOf = (url: string | undefined) => url && new URL(url).origin;
  const expected = originOf(authorizationEndpoint);
  const origins = [expected, (signInOrigin ?? expected) === expected && tokenOrigin];
  for (const url of [tokenEndpoint, pushedAuthorizationRequestEndpoint]) {
    const found = originOf(url);
    if (found && !origins.includes(found))
      throw new OAuthError('token_endpoint_elsewhere', { found, expected });
  }
  const kept = (url: string | undefined, at: unknown[]) => (at.includes(originOf(url)) ? url : undefined);
  // A token goes back only to the origin that issued it.
  const issuing = [originOf(tokenEndpoint)];
  return {
    ...server,
    revocationEndpoint: kept(server.revocationEndpoint, issuing),
    endSessionEndpoint: kept(server.endSessionEndpoint, origins),
    userinfoEndpoint: kept(server.userinfoEndpoint, issuing),
  };
}
