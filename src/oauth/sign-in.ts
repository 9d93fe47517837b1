import { type AuthorizationParameters, createAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationCode } from './authorization-response.ts';
import {
  type ClientIdentification,
  forgetRegistration,
  identificationFor,
  registerClient,
} from './client-registration.ts';
import { discover } from './discovery.ts';
import { OAuthError } from './errors.ts';
import type { GrantRecord } from './grant-record.ts';
import { type Identity, readIdToken } from './id-token.ts';
import { configuredServer, discoverIssuer } from './issuer-discovery.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import { type PendingAuthorization, savePendingAuthorization } from './pending-authorization.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';
import { sameOriginPath } from './return-to.ts';
import { joinScopes } from './scope.ts';
import { exchangeCode, revokeGrant, type TokenResponse } from './token-endpoint.ts';
import { sessionKey, type WhereToSignIn } from './where-to-sign-in.ts';

/** Where a person signs in to, as which client, and what is asked for. */
export type SignInSettings = ClientIdentification &
  WhereToSignIn & {
    /**
     * By resource: asked for besides what the resource server wants, those that the authorization server lists, or
     * all where it lists none. Otherwise: exactly these, `openid` and `offline_access` included or not.
     */
    scopes?: readonly string[] | undefined;
    /** By resource: asked for besides, those that the authorization server lists, and none where it lists none. */
    scopesIfListed?: readonly string[] | undefined;
    /** Sent in every authorization request; see {@link AuthorizationParameters}. */
    authorizationParameters?: AuthorizationParameters | undefined;
  };

/** What one sign-in adds to the settings. */
export interface SignInOptions {
  returnTo: string;
  stepUp?: StepUp | undefined;
  authorizationParameters?: AuthorizationParameters | undefined;
  /** Without a page of the server; see {@link PendingAuthorization}. */
  silent?: boolean | undefined;
}

/** A 403 `insufficient_scope` that a sign-in answers (RFC 6750 §3.1). */
export interface StepUp {
  /** What the resource server demands. */
  scopes: readonly string[];
  /** What the grant holds so far: it is asked for again, so that nothing is lost. */
  granted: readonly string[];
  /** How many sign-ins in a row were to bring more scopes, this one included. */
  attempt: number;
}

/**
 * Prepares a sign-in: finds the authorization server, gets known to it, and saves what the callback needs.
 *
 * @returns the URL to leave for.
 * @throws OAuthError of any group but the response and token ones.
 */
export async function prepareSignIn(
  platform: Platform,
  settings: SignInSettings,
  { returnTo, stepUp, authorizationParameters, silent }: SignInOptions,
): Promise<string> {
  const { redirectUri } = settings;
  requireWebCrypto();
  if (platform.framed) throw new OAuthError('framed');
  // The address may hold what belongs into no error, a code for one.
  const [found, expected] = [platform.href(), redirectUri].map((url) => new URL(url).origin);
  if (found !== expected) throw new OAuthError('origin_mismatch', { found, expected });
  const { resource, server, scopes } = await locate(platform, settings);
  const identification = await identificationFor(server, settings);
  const { url, pending } = await createAuthorizationRequest(platform, {
    ...(await registerClient(platform, server, identification)),
    server,
    redirectUri: identification.redirectUri,
    sessionKey: sessionKey(settings),
    resource,
    scope: joinScopes(scopes, stepUp?.granted ?? [], stepUp?.scopes ?? []),
    stepUp: stepUp && { scopes: stepUp.scopes, attempt: stepUp.attempt },
    authorizationParameters: {
      ...settings.authorizationParameters,
      ...authorizationParameters,
      ...(silent && { prompt: 'none' }),
    },
    silent,
    returnTo: sameOriginPath(returnTo, redirectUri),
  });
  savePendingAuthorization(platform.storage.tab, pending);
  return url;
}

/** The authorization server, what the token is for, and the scopes to ask for: the three ways to sign in. */
async function locate(
  platform: Platform,
  settings: SignInSettings,
): Promise<{ server: AuthorizationServerMetadata; resource: string | undefined; scopes: readonly string[] }> {
  const { scopes = [], resource } = settings;
  // Asked first: where a type was circumvented, the strictest way counts.
  if (settings.serverUrl === undefined) {
    const server = settings.server ? configuredServer(settings) : await discoverIssuer(platform, settings);
    return { server, resource, scopes };
  }
  const found = await discover(platform, settings.serverUrl, resource);
  const { challengedScopes, server } = found;
  requireExpectedTokenEndpoint(server, settings.tokenOrigin);
  const listed = server.scopesSupported;
  return {
    server,
    resource: found.resource.resource,
    scopes: [
      ...(challengedScopes.length ? challengedScopes : found.resource.scopesSupported),
      // A server that lists no scopes at all says nothing about them (RFC 8414 §2).
      ...(listed.length
        ? [...scopes, ...(settings.scopesIfListed ?? []), 'offline_access'].filter((scope) =>
            listed.includes(scope),
          )
        : scopes),
    ],
  };
}

/** RFC 9700 §4.4: where nothing tells which server answers, the code stays at the origin of the sign-in. */
function requireExpectedTokenEndpoint(
  server: AuthorizationServerMetadata,
  accepted: string | undefined,
): void {
  const { authorizationEndpoint, tokenEndpoint, issParameterSupported } = server;
  const [expected, found] = [authorizationEndpoint, tokenEndpoint].map((url) => new URL(url).origin);
  if (issParameterSupported || found === expected || found === accepted) return;
  throw new OAuthError('token_endpoint_elsewhere', { found, expected });
}

/**
 * Exchanges a code for a grant, and reads who it is of.
 *
 * @throws OAuthError of the token and request groups.
 */
export async function finishSignIn(
  platform: Platform,
  code: AuthorizationCode,
): Promise<{ record: GrantRecord; token: TokenResponse }> {
  const { pending } = code;
  const { server, clientId, clientSecret, resource, stepUp } = pending;
  const token = await exchangeCode(platform, code).catch((error: unknown) => {
    if (isClientRefusal(error)) forgetRegistration(platform, server.issuer);
    throw error;
  });
  const scopes = token.scopes ?? pending.scope?.split(' ') ?? [];
  const record: GrantRecord = {
    server,
    clientId,
    clientSecret,
    resource,
    scopes,
    refreshToken: token.refreshToken,
    stepUps: stepUp?.scopes.every((scope) => scopes.includes(scope)) ? 0 : stepUp?.attempt,
  };
  try {
    return { record: { ...record, identity: identityOf(token, pending, platform.now()) }, token };
  } catch (error) {
    // It may be the sign-in of another person: what came with it is given back unused.
    void revokeGrant(platform, record, token.accessToken);
    throw error;
  }
}

/** Who the ID token names. One that was not asked for, and so came without our nonce, is ignored. */
function identityOf(
  { idToken }: TokenResponse,
  { server, clientId, nonce }: PendingAuthorization,
  nowMs: number,
): Identity | undefined {
  if (idToken === undefined || nonce === undefined) return undefined;
  return readIdToken(idToken, { ...server, clientId, nonce, nowMs });
}

/**
 * Whether a refresh still speaks of the same person (OpenID Connect Core §12.2). Nothing is to be compared where
 * the sign-in or the refresh brought no ID token.
 */
export function isSamePerson(
  { identity, server, clientId }: GrantRecord,
  token: TokenResponse,
  nowMs: number,
) {
  if (!identity || token.idToken === undefined) return true;
  try {
    return readIdToken(token.idToken, { ...server, clientId, nowMs }).subject === identity.subject;
  } catch {
    return false;
  }
}

/** Whether a server no longer knows the client it registered (RFC 6749 §5.2): the next sign-in registers anew. */
export function isClientRefusal(error: unknown): boolean {
  return (
    error instanceof OAuthError &&
    ['invalid_client', 'unauthorized_client'].includes(error.refusal?.error ?? '')
  );
}
