import { endpointsOf, registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const ISSUER = 'https://login.example/realms/your-realm';
const PROTOCOL = `${ISSUER}/protocol/openid-connect`;
const API = 'https://api.example/';
const CLIENT_SETTINGS =
  'https://github.com/keycloak/keycloak/blob/17a2ecf74d5713c2b63ff9f3199cf50b2efad16f/docs/documentation/server_admin/topics/clients/oidc/con-basic-settings.adoc';

const client = registeredApp('your-client-id', 'openid profile email offline_access notes:read');

const document = {
  issuer: ISSUER,
  authorization_endpoint: `${PROTOCOL}/auth`,
  token_endpoint: `${PROTOCOL}/token`,
  revocation_endpoint: `${PROTOCOL}/revoke`,
  end_session_endpoint: `${PROTOCOL}/logout`,
  scopes_supported: client.scopes,
  code_challenge_methods_supported: ['plain', 'S256'],
  authorization_response_iss_parameter_supported: true,
};

/** A realm with the setting *Revoke Refresh Token*, a public client, and a client scope that has an audience mapper. */
export const keycloak: Profile = {
  name: 'Keycloak',
  facts: {
    '2026-11-25': {
      'https://github.com/keycloak/keycloak/blob/0184bd68400ec73bf2078051552386f73315ccf4/services/src/main/java/org/keycloak/protocol/oidc/OIDCWellKnownProvider.java':
        'The metadata lists `plain` and `S256`.',
      'https://github.com/keycloak/keycloak/issues/48527':
        'The metadata is also at the location of RFC 8414 since 26.4.0.',
      'https://github.com/keycloak/keycloak/issues/33434': 'Pages of any origin can read the metadata.',
      [CLIENT_SETTINGS]: 'The token endpoint allows the client’s web origins.',
      'https://www.keycloak.org/securing-apps/mcp-authz-server':
        '`iss` is in the response, and `resource` is ignored: a mapper of the scope sets the audience.',
      'https://github.com/keycloak/keycloak/blob/68a58dbffbf0a0847b1044c0fc4bf3da3e0807e5/docs/documentation/server_admin/topics/sessions/timeouts.adoc':
        'With *Revoke Refresh Token* a refresh token works once.',
    },
    '2026-11-26': {
      'https://github.com/s1t5/mail-archiver/discussions/298':
        'The end-session page requires `client_id` or `id_token_hint` if `post_logout_redirect_uri` is sent.',
      'https://github.com/keycloak/keycloak/issues/37900':
        'The response to an invalid refresh token is 400, `invalid_grant`, "Stale token".',
    },
  },
  issuer: ISSUER,
  client,
  endpoints: endpointsOf(document),
  metadata: {
    [`${ISSUER}/.well-known/openid-configuration`]: document,
    'https://login.example/.well-known/oauth-authorization-server/realms/your-realm': document,
  },
  readers: { metadata: 'any', token: 'registered', revocation: 'registered' },
  sendsIssuer: true,
  lifetimeS: 300,
  refreshTokens: { rule: 'rotates', issuedFor: () => true },
  audience: ({ scopes }) => (scopes.includes('notes:read') ? API : undefined),
  unknownScope: 'invalid_scope',
  refusals: { 'refresh token invalid': { error: 'invalid_grant', description: 'Stale token' } },
  endSession(query, hint) {
    const to = query.get('post_logout_redirect_uri') ?? '';
    const clientId = hint?.clientId ?? query.get('client_id');
    if (clientId !== client.clientId) return { errorPage: 'Missing parameters: id_token_hint', status: 400 };
    if (!client.postLogoutRedirectUris.includes(to))
      return { errorPage: 'Invalid redirect uri', status: 400 };
    return hint ? { to } : { asks: true, to };
  },
};
