import { endpointsOf, registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const METADATA =
  'https://github.com/panva/wellknown/blob/07426a283d2b9bc4e1947afcc371888bb7043f06/issuers/google/google.mjs';
const SECRET = 'https://github.com/taylorwilsdon/google_workspace_mcp/issues/1008';

const client = registeredApp('your-client-id.apps.googleusercontent.com', 'openid profile email');

const document = {
  issuer: 'https://accounts.google.com',
  authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  token_endpoint: 'https://oauth2.googleapis.com/token',
  userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
  revocation_endpoint: 'https://oauth2.googleapis.com/revoke',
  scopes_supported: ['openid', 'email', 'profile'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  code_challenge_methods_supported: ['plain', 'S256'],
};

/** Google with a client of the type Web application. */
export const google: Profile = {
  name: 'Google',
  facts: {
    '2026-11-26': {
      [METADATA]:
        'The metadata lists `S256`, no authentication method `none`, no end-session endpoint, and no scope `offline_access`.',
      [SECRET]:
        'Even with PKCE, the token endpoint refuses a client without a secret: 400, `invalid_request`, "client_secret is missing."',
      'https://github.com/googleapis/google-api-nodejs-client/issues/750':
        'With `access_type=offline`, Google issues a refresh token if it shows the consent page: at the first sign-in, or with `prompt=consent`.',
      'https://github.com/manfredsteyer/angular-oauth2-oidc/issues/812':
        'Developers of browser apps have reported the text of a token endpoint’s error, so pages can read its responses.',
      'https://github.com/DuendeArchive/identity-model-oidc-client-js/issues/44':
        'In 2016, a page could not read the metadata. No newer source was found, so this profile lets no page read it.',
    },
    '2026-11-29': {
      'https://github.com/openiddict/openiddict-core/issues/2428':
        'The response has `iss`, although the metadata does not promise it.',
    },
  },
  issuer: document.issuer,
  client,
  endpoints: endpointsOf(document),
  metadata: { 'https://accounts.google.com/.well-known/openid-configuration': document },
  readers: { metadata: 'none', token: 'any', revocation: 'none' },
  sendsIssuer: true,
  clientSecret: 'the secret of a Web application',
  lifetimeS: 3599,
  refreshTokens: {
    rule: 'stays',
    issuedFor: ({ query, consented }) =>
      query.get('access_type') === 'offline' && (!consented || query.get('prompt') === 'consent'),
  },
  audience: () => undefined,
  unknownScope: 'invalid_scope',
  refusals: {
    'client secret missing': { error: 'invalid_request', description: 'client_secret is missing.' },
  },
};
