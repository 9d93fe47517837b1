import { findAccessToken } from './access-tokens.ts';
import { authenticateClient, refusalHeaders } from './client-authentication.ts';
import type { Context, InactiveReason } from './context.ts';
import { isRejection, type Parameters, readForm } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import { json, refuse } from './responses.ts';
import type { RegisteredClient } from './store.ts';

/**
 * The introspection endpoint (RFC 7662 §2). A resource server presents its credentials, and learns the state of a token
 * that was issued for this resource server. No page calls this endpoint, so its responses have no CORS header.
 */
export async function introspect(context: Context, request: Request): Promise<Response> {
  const parameters = await readForm(request);
  const authorization = request.headers.get('Authorization');
  const outcome = isRejection(parameters) ? parameters : await tokenState(context, parameters, authorization);
  if (!isRefused(outcome)) return json(outcome);
  return refuse(context, 'introspect', outcome, { headers: refusalHeaders(outcome, context.issuer) });
}

/** A response about a token (RFC 7662 §2.2). */
interface TokenState {
  active: boolean;
  token_type?: 'Bearer' | 'DPoP';
  /** The key to which the token is bound (RFC 9449 §6.2). */
  cnf?: { jkt: string };
  iss?: string;
  aud?: string;
  sub?: string;
  client_id?: string;
  scope?: string;
  iat?: number | undefined;
  exp?: number;
}

const isRefused = (outcome: TokenState | Rejection): outcome is Rejection => 'reason' in outcome;

async function tokenState(
  context: Context,
  parameters: Parameters,
  authorization: string | null,
): Promise<TokenState | Rejection> {
  const client = await authenticateClient(context, parameters, authorization);
  if ('reason' in client) return client;
  // Anyone can use the client ID of a public client, and could try guessed tokens here (RFC 7662 §4).
  if (client.tokenEndpointAuthMethod === 'none') return { reason: 'client authentication failed' };
  const token = parameters.get('token');
  if (!token) return { reason: 'missing parameter', parameter: 'token' };
  const found = await activeToken(context, client, token);
  if (typeof found === 'string') {
    context.observe({ kind: 'introspected', active: false, because: found });
    return { active: false };
  }
  context.observe({ kind: 'introspected', active: true });
  return found;
}

/** The state of a token for the resource server that asks, or the reason why the token is not active. */
async function activeToken(
  context: Context,
  { introspects }: RegisteredClient,
  token: string,
): Promise<TokenState | InactiveReason> {
  const record = await findAccessToken(context, token);
  const grant = record && (await context.store.get('grants', record.grantId));
  if (!record || !grant) return 'unknown token';
  const audience = grant.resource ?? context.issuer;
  if (introspects !== audience) return 'not a token for the server that asks';
  if (grant.revoked) return 'grant revoked';
  const { scopes = [], jkt, issuedAtS, expiresAtS = 0 } = record;
  if (expiresAtS * 1000 <= context.now()) return 'expired';
  return {
    active: true,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    ...(jkt !== undefined && { cnf: { jkt } }),
    iss: context.issuer,
    aud: audience,
    sub: grant.subject,
    client_id: grant.clientId,
    scope: scopes.join(' '),
    iat: issuedAtS,
    exp: expiresAtS,
  };
}
