import type { AuthorizationParameters } from './authorization-parameters.ts';
import { createAuthorizationRequest } from './authorization-request.ts';
import type { AuthorizationCode } from './authorization-response.ts';
import { forgetRegistration } from './client-registration.ts';
import type { DocumentSession } from './document-session.ts';
import { isClientRefusal, OAuthError } from './errors.ts';
import type { GrantRecord } from './grant-record.ts';
import { type Identity, readIdToken } from './id-token.ts';
import { type PendingAuthorization, savePendingAuthorization } from './pending-authorization.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';
import { sameOriginPath } from './return-to.ts';
import { revokeGrant } from './revocation.ts';
import { joinScopes } from './scope.ts';
import { exchangeCode, type TokenResponse } from './token-endpoint.ts';

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
  { platform, settings, parts, key, locate }: DocumentSession,
  { returnTo, stepUp, authorizationParameters, silent }: SignInOptions,
): Promise<string> {
  const { clientId, redirectUri } = settings;
  requireWebCrypto();
  if (platform.framed) throw new OAuthError('framed');
  // The address may hold what belongs into no error, a code for one.
  const [found, expected] = [platform.href(), redirectUri].map((url) => new URL(url).origin);
  if (found !== expected) throw new OAuthError('origin_mismatch', { found, expected });
  const { resource, server, scopes } = await locate();
  const client = clientId ? { clientId, redirectUri } : await parts.register?.(platform, server, settings);
  if (!client) throw new OAuthError('client_unknown', { at: server.issuer });
  const { url, pending } = await createAuthorizationRequest(platform, {
    ...client,
    server,
    sessionKey: key,
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

/**
 * Exchanges a code for a grant, and reads who it is of.
 *
 * @throws OAuthError of the token and request groups.
 */
export async function redeem(
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
