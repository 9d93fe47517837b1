import type { AuthorizationParameters } from './authorization-parameters.ts';
import { createAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationCode } from './authorization-response.ts';
import { forgetRegistration } from './client-registration.ts';
import type { DocumentSession } from './document-session.ts';
import { isClientRefusal, OAuthError } from './errors.ts';
import type { GrantRecord } from './grant-record.ts';
import { type Identity, readIdToken } from './id-token.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import { savePendingAuthorization } from './pending-authorization.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';
import { requestTokens } from './present-token.ts';
import { pushAuthorizationRequest } from './pushed-authorization-request.ts';
import { sameOriginPath } from './return-to.ts';
import { revokeGrant } from './revocation.ts';
import { requireUrl } from './safe-url.ts';
import { joinScopes } from './scope.ts';
import { exchangeCode, type TokenResponse } from './token-endpoint.ts';

/** The options of one sign-in. */
export interface SignInOptions {
  returnTo: string | undefined;
  stepUp?: StepUp | undefined;
  authorizationParameters?: AuthorizationParameters | undefined;
  /** See `PendingAuthorization`. */
  silent?: boolean | undefined;
}

/** A sign-in for more scopes, after a 403 `insufficient_scope` (RFC 6750 §3.1). */
export interface StepUp {
  /** The scopes that the resource server demands. */
  scopes: readonly string[];
  /** The scopes of the current grant, requested again, so that none is lost. */
  granted: readonly string[];
  /** The number of consecutive step-ups, including this one. */
  attempt: number;
}

/**
 * Prepares a sign-in: finds the authorization server, registers the client, pushes the request if the server requires
 * this, and stores the pending authorization.
 *
 * @returns the URL of the authorization request.
 * @throws OAuthError of the groups “before anything is sent”, “any request”, “discovery”, “client registration”,
 * “pushed authorization request” and “proof of possession”; `authorization_refused` if the server refuses a pushed
 * request.
 */
export async function prepareSignIn(
  { platform, settings, parts, key, signOuts, locate }: DocumentSession,
  { returnTo, stepUp, authorizationParameters, silent }: SignInOptions,
): Promise<string> {
  const { clientId, redirectUri } = settings;
  requireWebCrypto();
  if (platform.framed) throw new OAuthError('framed');
  // The error names only the origins, because the URL may contain a code.
  const [found, expected] = [platform.href(), redirectUri].map((url) => new URL(url).origin);
  if (found !== expected) throw new OAuthError('origin_mismatch', { found, expected });
  // RFC 6749 §3.1.2 forbids a fragment. A server that permits a fragment would put the response at an unexpected place
  // in the URL.
  requireUrl(redirectUri, !redirectUri.includes('#'));
  const { resource, server, scopes } = await locate();
  const scope = joinScopes(scopes, stepUp?.granted ?? [], stepUp?.scopes ?? []);
  const client = clientId
    ? { clientId, redirectUri }
    : await parts.register?.(platform, server, { ...settings, scope });
  if (!client) throw new OAuthError('client_unknown', { at: server.issuer });
  const dpopJkt = await settings.dpop?.createKey(platform, server);
  const request = await createAuthorizationRequest(platform, {
    ...client,
    server,
    sessionKey: key,
    resource: resource || undefined,
    scope,
    stepUp,
    authorizationParameters: {
      ...settings.authorizationParameters,
      ...authorizationParameters,
      ...(silent && { prompt: 'none' }),
      ...(dpopJkt && { dpop_jkt: dpopJkt }),
    },
    dpopJkt,
    silent,
    signOutMark: silent ? signOuts.latest() : undefined,
    returnTo: sameOriginPath(returnTo, redirectUri),
  });
  const url = await pushAuthorizationRequest(platform, request).catch(forgetRefused(platform, server));
  savePendingAuthorization(platform.storage.tab, request.pending);
  return url;
}

/**
 * Exchanges a code for a grant, and reads the identity of the user.
 *
 * @throws OAuthError of these groups: token endpoint, proof of possession, any request.
 */
export async function redeem(
  { platform, settings }: DocumentSession,
  code: AuthorizationCode,
): Promise<[record: GrantRecord, token: TokenResponse]> {
  const { pending } = code;
  const { server, clientId, clientSecret, resource, stepUp, dpopJkt } = pending;
  const token = await requestTokens(settings, platform, dpopJkt, (proving) =>
    exchangeCode(proving, code),
  ).catch(forgetRefused(platform, server));
  const scopes = token.scopes ?? pending.scope?.split(' ') ?? [];
  const record: GrantRecord = {
    server,
    clientId,
    clientSecret,
    resource,
    scopes,
    dpopJkt,
    refreshToken: token.refreshToken,
    stepUps: stepUp?.scopes.every((scope) => scopes.includes(scope)) ? 0 : stepUp?.attempt,
  };
  try {
    return [{ ...record, identity: identityOf(token, code, platform.now()) }, token];
  } catch (error) {
    // The tokens may belong to another user, so they are revoked before any use.
    void revokeGrant(platform, record, token.accessToken);
    throw error;
  }
}

/** Forgets a registration that the server no longer accepts, so that the next sign-in registers again. */
function forgetRefused(platform: Platform, { issuer }: AuthorizationServerMetadata) {
  return (error: unknown): never => {
    if (isClientRefusal(error)) forgetRegistration(platform, issuer);
    throw error;
  };
}

/**
 * Reads the identity from the ID token. An ID token is ignored if the sign-in sent no nonce, because such a sign-in
 * requested no ID token.
 */
function identityOf(
  { idToken, accessToken, refreshToken }: TokenResponse,
  { code, pending }: AuthorizationCode,
  nowMs: number,
): Identity | undefined {
  const { server, clientId, nonce, codeVerifier } = pending;
  if (idToken === undefined || nonce === undefined) return undefined;
  const secrets = [accessToken, refreshToken, code, codeVerifier, nonce];
  return readIdToken(idToken, { ...server, clientId, nonce, nowMs, secrets });
}

/**
 * Checks that a refresh names the same user (OpenID Connect Core §12.2), if both the sign-in and the refresh brought an
 * ID token.
 *
 * @throws OAuthError `id_token_invalid`.
 */
export function requireSameUser(
  { identity, server, clientId, refreshToken }: GrantRecord,
  { idToken, accessToken }: TokenResponse,
): void {
  const secrets = [accessToken, refreshToken];
  if (identity && idToken !== undefined)
    readIdToken(idToken, { ...server, clientId, subject: identity.subject, secrets });
}
