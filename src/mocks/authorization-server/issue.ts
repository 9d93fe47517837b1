import { base64url } from 'jose';
import { opaqueTokenId } from './access-tokens.ts';
import type { Context } from './context.ts';
import { SAMPLE_PEOPLE } from './people.ts';
import { CORS, json } from './responses.ts';
import { sign } from './signing.ts';
import type { GrantRecord } from './store.ts';

/** An unguessable value: 32 random octets. */
export const unguessable = (context: Context): string => base64url.encode(context.random(32));

/** RFC 6749 §5.1: an ID token only with `openid`, and a refresh token only with `offline_access`. */
export async function issueTokens(
  context: Context,
  grant: GrantRecord,
  {
    scopes,
    by,
    jkt,
    keepRefreshToken,
  }: {
    scopes: readonly string[];
    by: 'authorization_code' | 'refresh_token';
    /** The thumbprint of the key of a bound token; `undefined` for a bearer token (RFC 9449 §5). */
    jkt: string | undefined;
    keepRefreshToken?: boolean;
  },
): Promise<Response> {
  const { issuer, policy, store } = context;
  const iat = Math.floor(context.now() / 1000);
  const lifetimeS = Math.floor(policy.accessTokenLifetimeMs / 1000);
  const name = unguessable(context);
  const opaque = context.accessTokenFormat === 'opaque';
  const jti = opaque ? await opaqueTokenId(name) : name;
  const { subject: sub, clientId } = grant;
  const accessToken = opaque
    ? name
    : await sign(context, 'at+jwt', {
        iss: issuer,
        sub,
        aud: grant.resource ?? issuer,
        client_id: clientId,
        scope: scopes.join(' '),
        jti,
        ...(jkt !== undefined && { cnf: { jkt } }),
        iat,
        exp: iat + lifetimeS,
      });
  await store.put('accessTokens', {
    jti,
    grantId: grant.grantId,
    scopes,
    ...(jkt !== undefined && { jkt }),
    issuedAtS: iat,
    expiresAtS: iat + lifetimeS,
  });
  const body: Record<string, unknown> = {
    access_token: accessToken,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: lifetimeS,
    scope: scopes.join(' '),
  };
  if (grant.scopes.includes('offline_access') && !keepRefreshToken) {
    const refreshToken = unguessable(context);
    await store.put('refreshTokens', { refreshToken, grantId: grant.grantId });
    body.refresh_token = refreshToken;
  }
  if (grant.scopes.includes('openid')) body.id_token = await idToken(context, grant, iat, lifetimeS);
  context.observe({ kind: 'issued tokens', clientId, grant: by });
  await context.auditLog.record({
    atMs: context.now(),
    by: 'authorization server',
    event: 'issued tokens',
    subject: sub,
    clientId,
    detail: by,
  });
  return json(body, { headers: CORS });
}

function idToken(context: Context, grant: GrantRecord, iat: number, lifetimeS: number): Promise<string> {
  const person = SAMPLE_PEOPLE.find(({ subject }) => subject === grant.subject);
  return sign(context, 'JWT', {
    iss: context.issuer,
    sub: grant.subject,
    aud: grant.clientId,
    iat,
    exp: iat + lifetimeS,
    auth_time: Math.floor(grant.authTimeMs / 1000),
    ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    ...(grant.scopes.includes('profile') && { name: person?.name, preferred_username: person?.username }),
  });
}

export async function revokeGrant(context: Context, grant: GrantRecord, because: string): Promise<void> {
  await context.store.put('grants', { ...grant, revoked: true });
  context.observe({ kind: 'revoked grant', because });
  await context.auditLog.record({
    atMs: context.now(),
    by: 'authorization server',
    event: 'revoked grant',
    subject: grant.subject,
    clientId: grant.clientId,
    detail: because,
  });
}
