import { registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const POOL = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_EXAMPLE';
const DOMAIN = 'https://your-domain.auth.eu-central-1.amazoncognito.com';
const API = 'https://api.example';
const GUIDE = 'https://docs.aws.amazon.com/cognito/latest/developerguide';
const ARCHIVE =
  'https://github.com/awsdocs/amazon-cognito-developer-guide/blob/083e60cac38dd9cfdbec3b627decd0b7e8a8234f/doc_source';

const client = registeredApp('your-client-id', `openid profile email ${API}/notes.read`);

/** A user pool with a domain and a resource server. Its app client is public, and has refresh token rotation. */
export const cognito: Profile = {
  name: 'Cognito',
  facts: {
    '2026-11-25': {
      [`${GUIDE}/federation-endpoints.html`]:
        'The documentation does not say whether a page may read the metadata. So this profile lets no page read it.',
      'https://github.com/aws-amplify/amplify-swift/blob/0d5af1f1c06fd29dc046a7a615c2f1f18ce2e55b/AmplifyPlugins/Auth/Sources/AWSCognitoAuthPlugin/Models/Options/AWSAuthWebUISignInOptions.swift':
        '`resource` becomes the `aud` of the access token.',
    },
    '2026-11-26': {
      'https://github.com/localstack/localstack/issues/12914':
        'The metadata is only at the pool’s address, and its endpoints are at another origin; it has no `code_challenge_methods_supported`.',
      [`${ARCHIVE}/authorization-endpoint.md`]: [
        'Only `S256` is supported; a request without `code_challenge_method` is refused with `invalid_request`.',
        'A scope that the server does not have is refused with `invalid_scope`.',
        'The code grant issues a refresh token; there is no scope `offline_access`.',
      ],
      'https://docs.aws.amazon.com/zh_cn/cognito/latest/developerguide/token-endpoint.html':
        'The token endpoint responds to every origin with `Access-Control-Allow-Origin: *`.',
      'https://github.com/awsdocs/amazon-cognito-developer-guide/blob/0b4d5467ecf06a602c89f6c91b5eabe3d89e9d73/doc_source/token-endpoint.md':
        'An error is a 400 with only the member `error`: `invalid_request`, `invalid_client`, `invalid_grant`, `unauthorized_client` or `unsupported_grant_type`.',
      [`${GUIDE}/amazon-cognito-user-pools-using-the-refresh-token.html`]:
        'With rotation each refresh issues another refresh token and ends the used token; with a grace period of 0 seconds, the used token ends at once.',
      [`${GUIDE}/logout-endpoint.html`]:
        '`/logout` requires `client_id`, and either `logout_uri`, which must be an allowed sign-out URL, or `redirect_uri`.',
    },
  },
  issuer: POOL,
  client,
  endpoints: {
    authorization: `${DOMAIN}/oauth2/authorize`,
    token: `${DOMAIN}/oauth2/token`,
    revocation: `${DOMAIN}/oauth2/revoke`,
    endSession: `${DOMAIN}/logout`,
  },
  metadata: {
    [`${POOL}/.well-known/openid-configuration`]: {
      issuer: POOL,
      authorization_endpoint: `${DOMAIN}/oauth2/authorize`,
      token_endpoint: `${DOMAIN}/oauth2/token`,
      revocation_endpoint: `${DOMAIN}/oauth2/revoke`,
      end_session_endpoint: `${DOMAIN}/logout`,
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      response_types_supported: ['code', 'token'],
    },
  },
  // The documentation also does not say whether a page may read the revocation endpoint.
  readers: { metadata: 'none', token: 'any', revocation: 'none' },
  sendsIssuer: false,
  lifetimeS: 3600,
  refreshTokens: { rule: 'rotates', issuedFor: () => true, overlapS: 0 },
  audience: ({ query }) => query.get('resource') ?? undefined,
  unknownScope: 'invalid_scope',
  refusals: { 'unknown client': { error: 'invalid_client', status: 400 } },
  endSession(query) {
    const to = query.get('logout_uri') ?? '';
    if (query.get('client_id') !== client.clientId || !client.postLogoutRedirectUris.includes(to)) {
      return { errorPage: 'Required parameters are missing.', status: 400 };
    }
    return { to };
  },
};
