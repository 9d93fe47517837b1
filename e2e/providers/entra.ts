import { registeredApp } from './app.ts';
import type { Profile, RegisteredClient } from './profile.ts';

const HOST = 'https://login.microsoftonline.com';
const TENANT = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
/** The application ID of the API. It is the `aud` of v2 tokens for this API. */
const API = 'bbbbcccc-1111-dddd-2222-eeee3333ffff';
const API_URI = 'https://api.example';
const CODE_FLOW = 'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow';

const registered = registeredApp(
  '00001111-aaaa-2222-bbbb-3333cccc4444',
  `openid profile email offline_access ${API_URI}/notes.read`,
);
/** At Entra, the address to return to after a sign-out must be one of the redirect URIs. */
const client: RegisteredClient = {
  ...registered,
  redirectUris: [...registered.redirectUris, ...registered.postLogoutRedirectUris],
};

const FACTS = {
  '2026-11-25': {
    'https://learn.microsoft.com/en-us/entra/agent-id/secure-mcp-server-with-entra-id#faq-and-troubleshooting':
      'A `resource` that does not match the scopes is refused with AADSTS9010010 at the authorization endpoint.',
    'https://learn.microsoft.com/en-us/entra/agent-id/secure-mcp-server-with-entra-id#validate-access-tokens-in-your-mcp-server':
      'The `aud` of a v2 access token is the application ID of the API; the scopes name the API.',
    'https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request':
      'The end-session page accepts a `post_logout_redirect_uri` that is one of the redirect URIs, and needs no hint.',
  },
  '2026-11-26': {
    'https://github.com/panva/wellknown/blob/e88dd5e2d1c5cf40ee6358147c7b1117c4049a50/issuers/entra-common/entra-common.mjs':
      'The metadata has no `code_challenge_methods_supported`, and does not say whether its responses have `iss`.',
    'https://github.com/panva/wellknown/blob/00c012f0f8e815ebefb7756963011f8be567e9bc/issuers/entra-organizations/entra-organizations.mjs':
      'The metadata of `common` and `organizations` names the issuer `https://login.microsoftonline.com/{tenantid}/v2.0` literally, with the braces; the ID token has the tenant’s ID in their place.',
    'https://app.unpkg.com/msal@1.4.6/files/docs/performance.md':
      'MSAL.js runs in a page and requests the metadata, so pages may read the metadata.',
    'https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/2482':
      'For redirect URIs of the type `spa`, the token endpoint accepts only requests of pages: a request without `Origin` gets AADSTS9002327.',
    [CODE_FLOW]: [
      'A wrong code or verifier is refused with `invalid_grant`.',
      'An error also has `error_codes`, `timestamp`, `trace_id` and `correlation_id`.',
      'A refresh token requires `offline_access`; each use issues another token, and the old token is not revoked.',
    ],
    'https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/7033':
      'Refresh tokens of a single-page app end 24 hours after the sign-in, with `invalid_grant` and AADSTS700084.',
  },
};

/**
 * An Entra tenant with the API and the single-page app of the preset.
 *
 * @param path the tenant's ID, or `organizations` for people of every tenant.
 */
function entraAt(name: string, path: string, metadataIssuer: string): Profile {
  const endpoints = {
    authorization: `${HOST}/${path}/oauth2/v2.0/authorize`,
    token: `${HOST}/${path}/oauth2/v2.0/token`,
    endSession: `${HOST}/${path}/oauth2/v2.0/logout`,
  };
  return {
    name,
    facts: FACTS,
    issuer: `${HOST}/${TENANT}/v2.0`,
    client,
    endpoints,
    metadata: {
      [`${HOST}/${path}/v2.0/.well-known/openid-configuration`]: {
        issuer: metadataIssuer,
        authorization_endpoint: endpoints.authorization,
        token_endpoint: endpoints.token,
        end_session_endpoint: endpoints.endSession,
        token_endpoint_auth_methods_supported: [
          'client_secret_post',
          'private_key_jwt',
          'client_secret_basic',
        ],
        response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
        scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      },
    },
    readers: { metadata: 'any', token: 'registered', revocation: 'none' },
    sendsIssuer: false,
    claims: { tid: TENANT },
    demandsOrigin: true,
    lifetimeS: 3599,
    refreshTokens: {
      rule: 'replaced, not revoked',
      issuedFor: ({ scopes }) => scopes.includes('offline_access'),
      longestS: 24 * 3600,
    },
    refuses({ query, scopes }) {
      const resource = query.get('resource');
      if (resource === null) return undefined;
      const own = scopes.filter((scope) => scope.includes('/'));
      if (resource === API_URI && own.every((scope) => scope.startsWith(`${API_URI}/`))) return undefined;
      return {
        error: 'invalid_target',
        description:
          "AADSTS9010010: The resource parameter provided in the request doesn't match with the requested scopes.",
      };
    },
    audience: ({ scopes }) => (scopes.some((scope) => scope.startsWith(`${API_URI}/`)) ? API : undefined),
    unknownScope: 'invalid_scope',
    refusals: {
      'origin missing': {
        error: 'invalid_request',
        description:
          "AADSTS9002327: Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
      },
      'refresh token invalid': {
        error: 'invalid_grant',
        description:
          'AADSTS700084: The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended.',
      },
    },
    errorDetails: ({ description = '' }) => ({
      error_codes: [...description.matchAll(/AADSTS(\d+)/g)].map(([, code]) => Number(code)),
      timestamp: '2026-11-26 12:00:00Z',
      trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
      correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
    }),
    endSession(query) {
      const to = query.get('post_logout_redirect_uri') ?? '';
      return { to: client.redirectUris.includes(to) ? to : `${HOST}/${path}/oauth2/v2.0/logoutsession` };
    },
  };
}

export const entra = entraAt('Entra ID', TENANT, `${HOST}/${TENANT}/v2.0`);

/** The profile for people of every tenant. The issuer in its metadata is a template. */
export const entraOrganizations = entraAt(
  'Entra ID, organizations',
  'organizations',
  `${HOST}/{tenantid}/v2.0`,
);
