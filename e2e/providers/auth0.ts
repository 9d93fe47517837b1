import { endpointsOf, registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const TENANT = 'https://your-tenant.eu.auth0.com';
const API = 'https://api.example/';
const AUTHENTICATION_API = 'https://auth0.com/docs/api/authentication';

const client = registeredApp('your-client-id', 'openid profile email offline_access notes:read');

const document = {
  issuer: `${TENANT}/`,
  authorization_endpoint: `${TENANT}/authorize`,
  token_endpoint: `${TENANT}/oauth/token`,
  revocation_endpoint: `${TENANT}/oauth/revoke`,
  end_session_endpoint: `${TENANT}/oidc/logout`,
  code_challenge_methods_supported: ['S256', 'plain'],
};

/** An Auth0 tenant with default settings, the API of the preset, and refresh token rotation. The overlap is zero. */
export const auth0: Profile = {
  name: 'Auth0',
  facts: {
    '2026-11-25': {
      'https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery':
        'The issuer ends in a slash.',
      'https://auth0.com/docs/get-started/applications/set-up-cors': [
        'The documentation does not say whether a page may read the metadata. So this profile lets no page read it.',
        'Pages of the origins that the application lists can read the token endpoint.',
      ],
      'https://auth0.com/docs/get-started/applications/configure-fapi-compliance/configure-auth0-to-pass-openid-fapi-certification-tests':
        '`iss` is in the response if the tenant turns it on; it is off by default.',
    },
    '2026-11-26': {
      [`${AUTHENTICATION_API}/authorization-code-flow-with-pkce/authorize-with-pkce`]: [
        '`audience` names the API. `resource` sets the audience only with the Resource Parameter Compatibility Profile, which a tenant must turn on.',
        '`scope` includes `offline_access` to get a refresh token.',
      ],
      'https://support.auth0.com/center/s/article/troubleshoot-refresh-token-unknown-or-invalid-before-expiry-403-unknown-or-invalid-refresh-token':
        'The response to an invalid refresh token is 403 with `invalid_grant`, "Unknown or invalid refresh token."',
      'https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation':
        'With rotation, the server revokes the family of a refresh token if the token is used again after the overlap. Within the overlap, the token before the current token still works, but no older token.',
      [`${AUTHENTICATION_API}/logout/oidc-logout`]:
        'Without `id_token_hint`, the end-session page asks the person to confirm; with `client_id`, the address to return to must be one of the application’s Allowed Logout URLs.',
      [`${AUTHENTICATION_API}/revoke-refresh-token/revoke-refresh-token`]:
        'The revocation endpoint accepts a refresh token, without a client secret if the authentication method of the application is None.',
    },
  },
  issuer: document.issuer,
  client,
  endpoints: endpointsOf(document),
  metadata: {
    [`${TENANT}/.well-known/openid-configuration`]: document,
    [`${TENANT}/.well-known/oauth-authorization-server`]: document,
  },
  readers: { metadata: 'none', token: 'registered', revocation: 'registered' },
  sendsIssuer: false,
  lifetimeS: 86_400,
  refreshTokens: { rule: 'rotates', issuedFor: ({ scopes }) => scopes.includes('offline_access') },
  audience: ({ query }) => (query.get('audience') === API ? API : undefined),
  unknownScope: 'ignored',
  refusals: {
    'refresh token invalid': {
      error: 'invalid_grant',
      description: 'Unknown or invalid refresh token.',
      status: 403,
    },
  },
  endSession(query, hint) {
    const clientId = hint?.clientId ?? query.get('client_id');
    const to = query.get('post_logout_redirect_uri') ?? '';
    if (clientId !== client.clientId || !client.postLogoutRedirectUris.includes(to)) {
      return { errorPage: 'The address to return to is not allowed.', status: 400 };
    }
    return hint ? { to } : { asks: true, to };
  },
};
