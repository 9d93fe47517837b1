import { readClientMetadata } from './client-metadata.ts';
import type { Context } from './context.ts';
import { unguessable } from './issue.ts';
import { readJsonObject } from './parameters.ts';
import { CORS, json, refuse } from './responses.ts';
import type { RegisteredClient } from './store.ts';

/**
 * The registration endpoint (RFC 7591 §3). Anyone may register a client, so the name of a client proves nothing. The
 * endpoint issues a secret unless the client requests the authentication method `none`.
 */
export async function register(context: Context, request: Request): Promise<Response> {
  const body = await readJsonObject(request);
  // The default method is HTTP Basic (RFC 7591 §2).
  const metadata = 'json' in body ? readClientMetadata(body.json, 'client_secret_basic') : body;
  if ('reason' in metadata) {
    const headers = metadata.reason === 'method not allowed' ? { ...CORS, Allow: 'POST, OPTIONS' } : CORS;
    return refuse(context, 'register', metadata, { headers });
  }
  const { applicationType, ...known } = metadata;
  const client: RegisteredClient = {
    ...known,
    clientId: unguessable(context),
    registration: 'dynamic',
    ...(metadata.tokenEndpointAuthMethod !== 'none' && { clientSecret: unguessable(context) }),
  };
  await context.store.put('clients', client);
  await noteRegistration(context, client);
  return json(
    {
      client_id: client.clientId,
      client_id_issued_at: Math.floor(context.now() / 1000),
      ...(client.clientSecret !== undefined && {
        client_secret: client.clientSecret,
        client_secret_expires_at: 0,
      }),
      client_name: client.clientName,
      application_type: applicationType,
      redirect_uris: client.redirectUris,
      post_logout_redirect_uris: client.postLogoutRedirectUris,
      grant_types: client.grantTypes,
      response_types: ['code'],
      token_endpoint_auth_method: client.tokenEndpointAuthMethod,
      // The response contains only what the server registered (RFC 7591 §3.2.1). A server without DPoP ignores it.
      ...(context.policy.dpop !== 'off' && {
        dpop_bound_access_tokens: client.dpopBoundAccessTokens ?? false,
      }),
    },
    { status: 201, headers: CORS },
  );
}

/** Reports a new client to `observe` and to the audit log. */
export async function noteRegistration(context: Context, client: RegisteredClient): Promise<void> {
  const { clientSecret: _, ...shown } = client;
  context.observe({ kind: 'registered client', client: shown });
  await context.auditLog.record({
    atMs: context.now(),
    by: 'authorization server',
    event: 'registered client',
    clientId: client.clientId,
    detail: client.clientName,
  });
}
