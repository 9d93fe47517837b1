import { type ClientRegistration, isClientSecret, SECRET_METHODS } from './client-authentication.ts';
import type { ClientIdentification } from './client-identification.ts';
import { OAuthError, readServerRefusal } from './errors.ts';
import { numberOf, textOf, type WireObject } from './json.ts';
import { type Requester, send } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';

/**
 * Registers this app with a server (RFC 7591 §3); with a secret only if the server lists a method with a secret, and
 * not `none`.
 *
 * @returns the client, and when its secret expires.
 * @throws OAuthError `registration_refused`, `registration_invalid`, or a code of the request group.
 */
export async function requestRegistration(
  platform: Requester,
  registrationEndpoint: string,
  { issuer, tokenEndpoint, tokenEndpointAuthMethods: methods }: AuthorizationServerMetadata,
  { clientName, redirectUri, postLogoutRedirectUri, scope }: ClientIdentification,
): Promise<RegisteredClient> {
  const loopback = /^http:/.test(redirectUri);
  const requested = ['none', ...SECRET_METHODS].find((method) => methods?.includes(method)) ?? 'none';
  const { response, text, json, details } = await send(
    platform,
    registrationEndpoint,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        client_name: clientName,
        application_type: loopback ? 'native' : 'web',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: postLogoutRedirectUri && [postLogoutRedirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: requested,
        scope,
      }),
    },
    'registration',
  );
  // A gateway, or a framework that validates requests for the server, sends no error code, or no JSON.
  const body: WireObject = json ?? { message: text.startsWith('<') ? '' : text };
  // Some servers refuse with status 200, as some token endpoints do, and some register a client only later (202).
  if (!response.ok || (!body.client_id && (body.error || response.status === 202))) {
    const unnamed = `HTTP ${response.status}`;
    // Rails sends a list of messages, or a list for each member.
    const error_reason = [body.errors, Object.values(Object(body.errors))].flat(2);
    details.refusal = readServerRefusal({ error_reason, ...body }, undefined, unnamed) ?? { error: unnamed };
    const code = response.status < 500 ? 'registration_refused' : 'unexpected_status';
    throw new OAuthError(code, details);
  }
  // The server may change the requested values, so its response decides (RFC 7591 §3.2.1).
  const clientId = textOf(body.client_id);
  const method = body.token_endpoint_auth_method || requested;
  const { origin } = new URL(tokenEndpoint);
  const clientSecret: unknown = method === 'none' ? undefined : { method, value: body.client_secret, origin };
  // Metadata may name the registration endpoint of another server. A secret of that server must not go to this server.
  if (
    !clientId ||
    (issuer + clientId).length > LONGEST_VALUE ||
    !isClientSecret(clientSecret) ||
    (clientSecret &&
      (clientSecret.value.length > LONGEST_VALUE || origin !== new URL(registrationEndpoint).origin))
  )
    throw new OAuthError('registration_invalid', { at: registrationEndpoint });
  const expiresAtS = clientSecret ? numberOf(body.client_secret_expires_at) : 0;
  return { client: { clientId, clientSecret }, expiresAtMs: expiresAtS > 0 ? expiresAtS * 1000 : undefined };
}

interface RegisteredClient {
  client: ClientRegistration;
  expiresAtMs?: number | undefined;
}

/** The longest secret, and issuer and client ID together, in characters: all servers share the storage. */
const LONGEST_VALUE = 2_048;
