import { endpointsOf, registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const ORIGIN = 'https://login.example';
const ISSUER = `${ORIGIN}/api/auth`;
const API = 'https://api.example';
const PACKAGE =
  'https://github.com/better-auth/better-auth/blob/451aa4b6e57c9d4989bebc61ebb0892510e8a14e/packages/oauth-provider/src';
const DOCS = 'https://better-auth.com/docs/plugins/oauth-provider';

const client = registeredApp('your-client-id', 'openid profile offline_access notes:read');

const document = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/oauth2/authorize`,
  token_endpoint: `${ISSUER}/oauth2/token`,
  revocation_endpoint: `${ISSUER}/oauth2/revoke`,
  end_session_endpoint: `${ISSUER}/oauth2/end-session`,
  scopes_supported: client.scopes,
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
};

/** better-auth as in the preset, which adds CORS headers, and links the API to the client. */
export const betterAuth: Profile = {
  name: 'better-auth',
  facts: {
    '2026-11-25': {
      'https://www.npmjs.com/package/@better-auth/oauth-provider/v/1.7.5':
        'No response has CORS headers. The preset adds them for the app’s origin.',
      [DOCS]:
        'A refresh token requires `offline_access` and rotates at every use; the old token is refused with `invalid_grant`.',
    },
    '2026-11-26': {
      [`${PACKAGE}/metadata.ts`]: 'The metadata lists only `S256`, and `iss` is in every response.',
      [`${PACKAGE}/authorize.ts`]: [
        'A `resource` that is not configured is refused with `invalid_target` at the authorization endpoint.',
        'A scope that the client does not have is refused with `invalid_scope`.',
      ],
      [`${PACKAGE}/token.ts`]: [
        'An unauthorized `resource` at the token endpoint is refused with 400, `invalid_target`.',
        'A wrong verifier is refused with 401, `invalid_request`, "code verification failed".',
        'An unknown code is refused with 400, `invalid_grant`, "invalid code".',
      ],
      [`${PACKAGE}/logout.ts`]:
        "Without a hint the end-session page asks the person to confirm, and its policy `form-action 'self'` blocks the redirect back, unless the policy was extended; with a hint the page redirects back.",
    },
  },
  issuer: ISSUER,
  client,
  endpoints: endpointsOf(document),
  metadata: {
    [`${ORIGIN}/.well-known/oauth-authorization-server/api/auth`]: document,
    [`${ISSUER}/.well-known/openid-configuration`]: document,
  },
  readers: { metadata: 'registered', token: 'registered', revocation: 'registered' },
  sendsIssuer: true,
  lifetimeS: 3600,
  refreshTokens: { rule: 'rotates', issuedFor: ({ scopes }) => scopes.includes('offline_access') },
  refuses({ query }) {
    const resource = query.get('resource');
    if (resource === null || resource === API) return undefined;
    return { error: 'invalid_target', description: 'requested resource invalid' };
  },
  audience: ({ query }) => query.get('resource') ?? undefined,
  unknownScope: 'invalid_scope',
  refusals: {
    'code invalid': { error: 'invalid_grant', description: 'invalid code' },
    'redirect URI differs': { error: 'invalid_grant', description: 'redirect_uri mismatch' },
    'verifier wrong': { error: 'invalid_request', description: 'code verification failed', status: 401 },
    'resource refused': { error: 'invalid_target', description: 'requested resource not authorized' },
    'refresh token invalid': { error: 'invalid_grant', description: 'invalid refresh token' },
  },
  endSession(query, hint) {
    const to = query.get('post_logout_redirect_uri') ?? '';
    if (!hint) {
      const known = query.get('client_id') === client.clientId;
      return {
        errorPage: known ? 'Confirm logout' : 'The logout client does not exist',
        status: known ? 200 : 400,
      };
    }
    return { to: client.postLogoutRedirectUris.includes(to) ? to : `${ISSUER}/oauth2/logged-out` };
  },
};
