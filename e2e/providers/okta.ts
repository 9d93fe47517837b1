import { endpointsOf, registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const ISSUER = 'https://your-org.okta.com/oauth2/default';
const API = 'https://api.example/';
const API_DESCRIPTION =
  'https://github.com/okta/okta-management-openapi-spec/blob/fdda229e82940cf5af4611ad673ca6a27974e31b/dist/current/oauth-oneOfInheritance.yaml';

const client = registeredApp('your-client-id', 'openid profile email offline_access notes.read');

const document = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/v1/authorize`,
  token_endpoint: `${ISSUER}/v1/token`,
  registration_endpoint: 'https://your-org.okta.com/oauth2/v1/clients',
  revocation_endpoint: `${ISSUER}/v1/revoke`,
  end_session_endpoint: `${ISSUER}/v1/logout`,
  scopes_supported: ['openid', 'profile', 'email', 'address', 'phone', 'offline_access', 'device_sso'],
  code_challenge_methods_supported: ['S256'],
};

/** An Okta org with its custom authorization server `default`, and a single-page app with default settings. */
export const okta: Profile = {
  name: 'Okta',
  facts: {
    '2026-11-25': {
      'https://developer.okta.com/docs/guides/enable-cors/main/':
        'A page can call Okta only from a trusted origin of the org.',
      'https://developer.okta.com/docs/guides/customize-authz-server/main/':
        'The audience of a token is the audience of the authorization server.',
      'https://developer.okta.com/docs/guides/refresh-tokens/main/':
        'Refresh tokens require `offline_access`, and rotate after every use in a single-page app. The reuse of a token revokes its family.',
    },
    '2026-11-26': {
      [API_DESCRIPTION]: [
        'The metadata lists only `S256`, and has no `authorization_response_iss_parameter_supported`.',
        'The metadata and the revocation endpoint allow every trusted origin of the org. The token endpoint allows the origins of the client.',
        'The end-session page requires `id_token_hint`, and shows an error if the hint is invalid.',
        'A scope that the server does not have is refused with `invalid_scope`.',
        'The response to an invalid code is 400 with `invalid_grant`, "The authorization code is invalid or has expired."',
        'The response to an unknown client is 401 with `invalid_client`.',
      ],
    },
  },
  issuer: ISSUER,
  client,
  endpoints: endpointsOf(document),
  metadata: {
    [`${ISSUER}/.well-known/oauth-authorization-server`]: document,
    [`${ISSUER}/.well-known/openid-configuration`]: document,
    'https://your-org.okta.com/.well-known/oauth-authorization-server/oauth2/default': document,
  },
  readers: { metadata: 'registered', token: 'registered', revocation: 'registered' },
  sendsIssuer: false,
  lifetimeS: 3600,
  refreshTokens: { rule: 'rotates', issuedFor: ({ scopes }) => scopes.includes('offline_access') },
  audience: () => API,
  unknownScope: 'invalid_scope',
  refusals: {
    'code invalid': {
      error: 'invalid_grant',
      description: 'The authorization code is invalid or has expired.',
    },
    'unknown client': {
      error: 'invalid_client',
      description: "Invalid value for client_id' parameter.",
      status: 401,
    },
    'unsupported grant type': {
      error: 'unsupported_grant_type',
      description: 'The grant type in the request is not supported.',
    },
  },
  endSession(query, hint) {
    if (!hint) return { errorPage: 'id_token_hint is missing', status: 400 };
    const to = query.get('post_logout_redirect_uri');
    if (to === null) return { to: 'https://your-org.okta.com/' };
    if (!client.postLogoutRedirectUris.includes(to)) {
      return { errorPage: 'The address to return to is not registered.', status: 400 };
    }
    return { to };
  },
};
