import { findAccessToken } from './access-tokens.ts';
import { authenticateClient, refusalHeaders } from './client-authentication.ts';
import type { Context } from './context.ts';
import { revokeGrant } from './issue.ts';
import { isRejection, type Parameters, readForm } from './parameters.ts';
import type { Rejection } from './rejections.ts';
import { CORS, refuse } from './responses.ts';

/** The revocation endpoint (RFC 7009). It responds with 200 to an unknown token, which is as useless as a revoked one. */
export async function revoke(context: Context, request: Request): Promise<Response> {
  const parameters = await readForm(request);
  const authorization = request.headers.get('Authorization');
  const refusal = isRejection(parameters)
    ? parameters
    : await revokeToken(context, parameters, authorization);
  if (!refusal) return new Response(null, { headers: { ...CORS, 'Cache-Control': 'no-store' } });
  const headers = { ...CORS, ...refusalHeaders(refusal, context.issuer) };
  return refuse(context, 'revoke', refusal, { headers });
}

async function revokeToken(
  context: Context,
  parameters: Parameters,
  authorization: string | null,
): Promise<Rejection | undefined> {
  const client = await authenticateClient(context, parameters, authorization);
  if ('reason' in client) return client;
  const token = parameters.get('token');
  if (!token) return { reason: 'missing parameter', parameter: 'token' };
  const owner = (await context.store.get('refreshTokens', token)) ?? (await findAccessToken(context, token));
  const grant = owner && (await context.store.get('grants', owner.grantId));
  if (grant && grant.clientId !== client.clientId) return { reason: 'token of another client' };
  if (grant) await revokeGrant(context, grant, 'the client asked for it');
  return undefined;
}
