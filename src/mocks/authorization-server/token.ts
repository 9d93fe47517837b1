import { exposeDpop } from '../dpop/response-headers.ts';
import { checkDpop, checkKey } from './check-dpop.ts';
import { checkPkce } from './check-pkce.ts';
import { authenticateClient, refusalHeaders } from './client-authentication.ts';
import { type Context, unlessTolerated } from './context.ts';
import { issueTokens, revokeGrant } from './issue.ts';
import { isRejection, type Parameters, readForm } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import { CORS, refuse } from './responses.ts';
import type { GrantRecord, RegisteredClient } from './store.ts';

/** The token endpoint (RFC 6749 §3.2, RFC 9449 §5). */
export async function token(context: Context, request: Request): Promise<Response> {
  return exposeDpop(await respond(context, request), request, context.dpop);
}

async function respond(context: Context, request: Request): Promise<Response> {
  const parameters = await readForm(request);
  const outcome = isRejection(parameters) ? parameters : await grantTokens(context, parameters, request);
  if (outcome instanceof Response) return outcome;
  const headers = { ...CORS, ...refusalHeaders(outcome, context.issuer) };
  const clientId = isRejection(parameters) ? undefined : parameters.get('client_id');
  return refuse(context, 'token', outcome, { headers, clientId });
}

async function grantTokens(
  context: Context,
  parameters: Parameters,
  request: Request,
): Promise<Response | Rejection> {
  const authorization = request.headers.get('Authorization');
  const client = await authenticateClient(context, parameters, authorization);
  if ('reason' in client) return client;
  const grantType = parameters.get('grant_type');
  if (!grantType) return { reason: 'missing parameter', parameter: 'grant_type' };
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
    return { reason: 'unsupported grant_type' };
  }
  if (!client.grantTypes.includes(grantType)) return { reason: 'grant_type not registered' };
  const proof = await checkDpop(context, request, client);
  if ('reason' in proof) return proof;
  return grantType === 'authorization_code'
    ? exchange(context, parameters, client, proof.jkt)
    : refresh(context, parameters, client, proof.jkt);
}

/** Checks client → redirect URI → expiry → PKCE → key → resource → first use, which consumes the code. */
async function exchange(
  context: Context,
  parameters: Parameters,
  client: RegisteredClient,
  jkt: string | undefined,
): Promise<Response | Rejection> {
  const { store, policy } = context;
  const code = parameters.get('code');
  if (!code) return { reason: 'missing parameter', parameter: 'code' };
  const record = await store.get('codes', code);
  if (!record) return { reason: 'unknown code' };
  if (record.clientId !== client.clientId) {
    const refused = unlessTolerated(context, !policy.codeClientBinding, { reason: 'code of another client' });
    if (refused) return refused;
  }
  if (record.redirectUri !== parameters.get('redirect_uri')) return { reason: 'redirect_uri changed' };
  if (record.expiresAtMs <= context.now()) return { reason: 'expired code' };

  const mismatch = await checkPkce(context, record, parameters.get('code_verifier'));
  if (mismatch) return mismatch;
  const otherKey = checkKey(context, record.dpopJkt, jkt, {
    reason: 'code bound to another key',
    tolerated: !policy.dpopCodeBinding,
  });
  if (otherKey) return otherKey;

  const resource = parameters.get('resource');
  if (resource !== undefined && resource !== record.resource) {
    const refused = unlessTolerated(context, !policy.audienceRestriction, { reason: 'resource not granted' });
    if (refused) return refused;
  }
  const first = await store.consume('code', code);
  const refused = first
    ? undefined
    : unlessTolerated(context, !policy.codeSingleUse, { reason: 'code used before' });
  if (refused) {
    const bought = await store.get('grants', record.grantId);
    if (bought) await revokeGrant(context, bought, 'its code was presented twice');
    return refused;
  }
  const grant: GrantRecord = {
    grantId: record.grantId,
    clientId: client.clientId,
    subject: record.subject,
    resource: policy.audienceRestriction ? record.resource : (resource ?? record.resource),
    scopes: record.scopes,
    nonce: record.nonce,
    authTimeMs: record.authTimeMs,
    // The refresh token of a confidential client needs no key, because only this client has the secret (RFC 9449 §5).
    ...(jkt !== undefined && client.tokenEndpointAuthMethod === 'none' && { jkt }),
    expiresAtMs: context.now() + policy.refreshTokenLifetimeMs,
    revoked: false,
  };
  await store.put('grants', grant);
  return issueTokens(context, grant, { scopes: grant.scopes, by: 'authorization_code', jkt });
}

/** RFC 6749 §6. Checks client → key → revocation → expiry → scope → resource → first use. */
async function refresh(
  context: Context,
  parameters: Parameters,
  client: RegisteredClient,
  jkt: string | undefined,
): Promise<Response | Rejection> {
  const { store, policy } = context;
  const refreshToken = parameters.get('refresh_token');
  if (!refreshToken) return { reason: 'missing parameter', parameter: 'refresh_token' };
  const record = await store.get('refreshTokens', refreshToken);
  const grant = record && (await store.get('grants', record.grantId));
  if (!grant) return { reason: 'unknown refresh token' };
  if (grant.clientId !== client.clientId) return { reason: 'refresh token of another client' };
  const otherKey = checkKey(context, grant.jkt, jkt, {
    reason: 'refresh token bound to another key',
    tolerated: !policy.dpopRefreshTokenBinding,
  });
  if (otherKey) return otherKey;
  if (grant.revoked) return { reason: 'grant revoked' };
  if (grant.expiresAtMs <= context.now()) return { reason: 'refresh token expired' };

  const scopes = parameters.get('scope')?.split(' ') ?? grant.scopes;
  if (!scopes.every((scope) => grant.scopes.includes(scope))) {
    const refused = unlessTolerated(context, !policy.refreshScopeLimited, { reason: 'scope not granted' });
    if (refused) return refused;
  }
  const resource = parameters.get('resource');
  if (resource !== undefined && resource !== grant.resource) {
    const refused = unlessTolerated(context, !policy.audienceRestriction, { reason: 'resource not granted' });
    if (refused) return refused;
  }
  const first = await store.consume('refresh token', refreshToken);
  const refused = first
    ? undefined
    : unlessTolerated(context, !policy.refreshTokenRotation, { reason: 'refresh token used before' });
  if (refused) {
    if (policy.refreshReuseDetection) {
      await revokeGrant(context, grant, 'a replaced refresh token was presented');
    }
    return refused;
  }
  return issueTokens(context, grant, {
    scopes,
    by: 'refresh_token',
    jkt,
    keepRefreshToken: !policy.refreshTokenRotation,
  });
}
