import { registeredApp } from './app.ts';
import type { Profile } from './profile.ts';

const CHANGELOG =
  'https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication';
const TROUBLESHOOTING =
  'https://docs.github.com/en/enterprise-server@3.19/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors';

const client = registeredApp('your-client-id', 'read:user');

/** GitHub with an OAuth app. */
export const github: Profile = {
  name: 'GitHub',
  facts: {
    '2026-11-26': {
      [CHANGELOG]:
        'PKCE is supported, only with `S256`. PKCE does not replace the client secret, because GitHub does not distinguish public and confidential clients.',
      'https://github.com/github/docs/issues/22270':
        'The token endpoint sends no CORS header and does not respond to a preflight.',
      'https://github.com/foundation50/classroom50/issues/877':
        'The token endpoint requires the client secret even with PKCE.',
      'https://github.com/manfredsteyer/angular-oauth2-oidc/issues/1067': 'There is no OpenID Connect.',
      'https://github.com/github/docs/blob/029b09ac7206a46ede804fd54fa6273376490c3c/content/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps.md':
        'The token response is form-encoded unless the request accepts JSON. It has no `expires_in`, refresh token or ID token.',
      [TROUBLESHOOTING]:
        'The error for a wrong secret is `incorrect_client_credentials`, for a wrong code `bad_verification_code`, and for another redirect URI `redirect_uri_mismatch`.',
    },
    '2026-11-29': {
      'https://github.com/github/github-mcp-server/issues/2901':
        'There is a metadata document for the issuer `https://github.com/login/oauth`. The preset does not use it, so this profile does not have it.',
      'https://github.com/openiddict/openiddict-core/pull/2529': 'The response has `iss` with this issuer.',
    },
  },
  issuer: 'https://github.com/login/oauth',
  client,
  endpoints: {
    authorization: 'https://github.com/login/oauth/authorize',
    token: 'https://github.com/login/oauth/access_token',
  },
  metadata: {},
  readers: { metadata: 'none', token: 'none', revocation: 'none' },
  sendsIssuer: true,
  clientSecret: 'the secret of an OAuth app',
  lifetimeS: undefined,
  refreshTokens: { rule: 'stays', issuedFor: () => false },
  audience: () => undefined,
  unknownScope: 'ignored',
  refusals: {
    'client secret missing': {
      error: 'incorrect_client_credentials',
      description: 'The client_id and/or client_secret passed are incorrect.',
    },
    'client secret wrong': {
      error: 'incorrect_client_credentials',
      description: 'The client_id and/or client_secret passed are incorrect.',
    },
    'code invalid': {
      error: 'bad_verification_code',
      description: 'The code passed is incorrect or expired.',
    },
    'redirect URI differs': {
      error: 'redirect_uri_mismatch',
      description: 'The redirect_uri MUST match the registered callback URL for this application.',
    },
  },
  respond(members, status, accept) {
    if (accept?.includes('application/json')) return Response.json(members, { status });
    const pairs = Object.entries(members).map(([name, value]) => [name, String(value)]);
    return new Response(new URLSearchParams(pairs), { status });
  },
};
