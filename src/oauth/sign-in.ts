import { createAuthorizationRequest } from './authorization-request.ts';
import { validateAuthorizationResponse } from './authorization-response.ts';
import { type ClientIdentification, forgetRegistration, registerClient } from './client-registration.ts';
import { discover } from './discovery.ts';
import { OAuthError } from './errors.ts';
import type { GrantRecord } from './grant-record.ts';
import { readIdToken } from './id-token.ts';
import { savePendingAuthorization } from './pending-authorization.ts';
import { requireWebCrypto } from './pkce.ts';
import type { Platform } from './platform.ts';
import { sameOriginPath } from './return-to.ts';
import { joinScopes } from './scope.ts';
import { signOutMark } from './sign-out-mark.ts';
import { exchangeCode, revokeGrant, type TokenResponse } from './token-endpoint.ts';

/** Where a person signs in to, and as which client. */
export interface SignInSettings extends ClientIdentification {
  /** The MCP server (or any resource server with RFC 9728 metadata) to get tokens for. */
  serverUrl: string;
  /** Asked for besides what the resource server wants, if the authorization server lists them: `openid`, … */
  scopes?: readonly string[];
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
  returnTo: string,
  stepUp?: StepUp,
): Promise<string> {
  const { serverUrl, redirectUri } = settings;
  requireWebCrypto();
  if (platform.framed) throw new OAuthError('framed');
  if (new URL(redirectUri).origin !== new URL(platform.href()).origin) {
    throw new OAuthError('origin_mismatch');
  }
  const { resource, server, challengedScopes } = await discover(platform, serverUrl);
  const extra = [...(settings.scopes ?? []), 'offline_access'];
  const { url, pending } = await createAuthorizationRequest(platform, {
    ...(await registerClient(platform, server, settings)),
    server,
    redirectUri,
    serverUrl,
    resource: resource.resource,
    scope: joinScopes(
      challengedScopes.length ? challengedScopes : resource.scopesSupported,
      extra.filter((scope) => server.scopesSupported.includes(scope)),
      stepUp?.granted ?? [],
      stepUp?.scopes ?? [],
    ),
    stepUp: stepUp && { scopes: stepUp.scopes, attempt: stepUp.attempt },
    returnTo: sameOriginPath(returnTo, redirectUri),
  });
  savePendingAuthorization(platform.storage.tab, pending);
  return url;
}

/**
 * Finishes a sign-in: checks the answer, exchanges the code, reads who it is.
 *
 * @param url the callback URL as it was opened.
 * @throws OAuthError of the response, token and request groups.
 */
export async function finishSignIn(
  platform: Platform,
  { serverUrl, redirectUri }: Pick<SignInSettings, 'serverUrl' | 'redirectUri'>,
  url: string,
): Promise<{ record: GrantRecord; token: TokenResponse; returnTo: string }> {
  const code = validateAuthorizationResponse(platform, url);
  const { pending } = code;
  // A sign-in of another server's session: its tokens must not be kept as ours.
  if (pending.serverUrl !== serverUrl) throw new OAuthError('unknown_state');
  const { server, clientId, clientSecret, resource, stepUp } = pending;
  const exchanging = exchangeCode(platform, code);
  // Read before the answer is there: a sign-out that comes meanwhile is newer than the grant, and ends it.
  const mark = signOutMark(platform, serverUrl);
  const token = await exchanging.catch((error: unknown) => {
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
    signOutMark: mark,
  };
  const returnTo = sameOriginPath(pending.returnTo, redirectUri);
  if (token.idToken === undefined) return { record, token, returnTo };
  try {
    const expected = { ...pending, issuer: server.issuer, nowMs: platform.now() };
    return { record: { ...record, identity: readIdToken(token.idToken, expected) }, token, returnTo };
  } catch (error) {
    // Somebody else's sign-in, perhaps: what came with it is given back unused.
    void revokeGrant(platform, record, token.accessToken);
    throw error;
  }
}

/** Whether a server no longer knows the client it registered (RFC 6749 §5.2): the next sign-in registers anew. */
export function isClientRefusal(error: unknown): boolean {
  return (
    error instanceof OAuthError &&
    ['invalid_client', 'unauthorized_client'].includes(error.refusal?.error ?? '')
  );
}
