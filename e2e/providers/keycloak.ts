import { registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const ISSUER = 'https://login.example/realms/your-realm';
const PROTOCOL = `${ISSUER}/protocol/openid-connect`;
const API = 'https://api.example/';
const CLIENT_SETTINGS =
  'https://github.com/keycloak/keycloak/blob/17a2ecf74d5713c2b63ff9f3199cf50b2efad16f/docs/documentation/server_admin/topics/clients/oidc/con-basic-settings.adoc';
const READ = '2026-11-26';

const client = registeredApp('your-client-id', [
  'openid',
  'profile',
  'email',
  'offline_access',
  'notes:read',
]);

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
  facts: [
    {
      says: 'The metadata lists `plain` and `S256`.',
      source:
        'https://github.com/keycloak/keycloak/blob/0184bd68400ec73bf2078051552386f73315ccf4/services/src/main/java/org/keycloak/protocol/oidc/OIDCWellKnownProvider.java',
      read: '2026-11-25',
    },
    {
      says: 'The metadata is also at the location of RFC 8414 since 26.4.0.',
      source: 'https://github.com/keycloak/keycloak/issues/48527',
      read: '2026-11-25',
    },
    {
      says: 'Pages of any origin can read the metadata.',
      source: 'https://github.com/keycloak/keycloak/issues/33434',
      read: '2026-11-25',
    },
    {
      says: 'The token endpoint allows the client’s web origins.',
      source: CLIENT_SETTINGS,
      read: '2026-11-25',
    },
    {
      says: '`iss` is in the response, and `resource` is ignored: a mapper of the scope sets the audience.',
      source: 'https://www.keycloak.org/securing-apps/mcp-authz-server',
      read: '2026-11-25',
    },
    {
      says: 'The end-session page requires `client_id` or `id_token_hint` if `post_logout_redirect_uri` is sent.',
      source: 'https://github.com/s1t5/mail-archiver/discussions/298',
      read: READ,
    },
    {
      says: 'With *Revoke Refresh Token* a refresh token works once.',
      source:
        'https://github.com/keycloak/keycloak/blob/68a58dbffbf0a0847b1044c0fc4bf3da3e0807e5/docs/documentation/server_admin/topics/sessions/timeouts.adoc',
      read: '2026-11-25',
    },
    {
      says: 'The response to an invalid refresh token is 400, `invalid_grant`, "Stale token".',
      source: 'https://github.com/keycloak/keycloak/issues/37900',
      read: READ,
    },
  ],
  issuer: ISSUER,
  client,
  endpoints: {
    authorization: document.authorization_endpoint,
    token: document.token_endpoint,
    revocation: document.revocation_endpoint,
    endSession: document.end_session_endpoint,
  },
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
  refusals: {
    'refresh token invalid': { error: 'invalid_grant', description: 'Stale token' },
  },
  endSession(query, hint) {
    const to = query.get('post_logout_redirect_uri') ?? '';
    const clientId = hint?.clientId ?? query.get('client_id');
    if (clientId !== client.clientId) return { errorPage: 'Missing parameters: id_token_hint', status: 400 };
    if (!client.postLogoutRedirectUris.includes(to))
      return { errorPage: 'Invalid redirect uri', status: 400 };
    return hint ? { to } : { asks: true, to };
  },
};
