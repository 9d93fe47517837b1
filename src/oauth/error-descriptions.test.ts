import { describe, expect, it } from 'vitest';
import { describeOAuthError } from './error-descriptions.ts';
import { OAuthError } from './index.ts';

const denied = (description?: string) =>
  new OAuthError('access_denied', {
    refusal: { error: 'access_denied', ...(description && { description }) },
  });

const refused = (error: string, description = '', returnTo?: string) =>
  new OAuthError('token_request_refused', { refusal: { error, description }, returnTo });
const withStatus = (status: number, error: OAuthError) => Object.assign(error, { status });

const POLICY = 'The authorization server refused access';

describe('the message for a refusal', () => {
  it.each([
    ['does not know this audience', denied('Service not found: https://api.example')],
    ['did not accept this resource', refused('unauthorized_client', 'No access to this resource server')],
  ])('says that the server %s, although Auth0 refuses with the error code of another cause', (words, error) =>
    expect(describeOAuthError(error).title).toBe(`The authorization server ${words}`),
  );

  it.each([
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
    'The authorization grant is invalid, expired, revoked, or does not match the redirect URI.',
    'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired.',
    'Invalid client_id or redirect_uri',
  ])('names no cause if the description lists several causes (RFC 6749 §5.2): %s', (description) => {
    expect(describeOAuthError(refused('invalid_grant', description, '/')).title).toBe(
      'The authorization server did not accept the code',
    );
    expect(describeOAuthError(refused('invalid_grant', description)).title).toBe(
      'The authorization server did not accept the refresh token',
    );
  });

  it('does not promise that a new sign-in helps, if the app does not know the server’s reason', () => {
    const reason = { error: 'invalid_request', description: 'PreSignUp failed' };
    for (const [code, words] of [
      ['authorization_refused', 'The authorization server refused'],
      ['token_request_refused', 'The authorization server gave no token'],
    ] as const) {
      const { title, advice } = describeOAuthError(new OAuthError(code, { refusal: reason }));
      expect(title).toBe(words);
      expect(advice).toContain('Its reason is below');
      expect(advice).not.toContain('Start the sign-in again');
    }
  });

  it('does not guess why the server asks for consent (Entra ID: 65001)', () => {
    const { advice } = describeOAuthError(refused('consent_required', 'AADSTS65001: Not consented.'));
    expect(advice).toContain('or an administrator has to consent');
  });

  it('does not promise a reason below if the server gives no reason', () => {
    for (const code of ['authorization_refused', 'token_request_refused', 'registration_refused'] as const) {
      const { advice } = describeOAuthError(new OAuthError(code, { refusal: { error: 'odd' } }));
      expect(advice).not.toContain('below');
    }
  });

  it.each([
    [new OAuthError('unexpected_status', { status: 503, refusal: { error: 'invalid_client' } }), /503/],
    [
      new OAuthError('registration_refused', { refusal: { error: 'invalid_redirect_uri' } }),
      /did not register this app/,
    ],
  ])('ignores the description in a refusal that is not about the sign-in: %s', (error, title) => {
    expect(describeOAuthError(error).title).toMatch(title);
  });

  const CLIENT_ID = 'The authorization server did not accept this client ID';
  const METADATA = 'The authorization server did not accept the metadata document of this app';
  const SCOPE = 'The authorization server does not grant one of these scopes';
  const DPOP = 'The authorization server refused because of DPoP (RFC 9449)';
  const REDIRECT = 'The authorization server did not accept this redirect URI';
  const TYPE = 'This app may be registered as another type of client';
  const GRANT = 'This app may not use this grant';
  const RESOURCE = 'The authorization server did not accept this resource';
  it.each([
    ['AADSTS700016: Not found in the directory.', CLIENT_ID],
    ['AADSTS700038: x is not a valid application identifier.', CLIENT_ID],
    ['Unknown client', CLIENT_ID],
    ['Client x was not found', CLIENT_ID],
    ['Application x could not be found', CLIENT_ID],
    ['Invalid client_id', CLIENT_ID],
    ['Client ID mismatch', CLIENT_ID],
    ['client_id document could not be fetched', METADATA],
    ['Failed to fetch client metadata', METADATA],
    ['AADSTS70011: The provided value is not valid.', SCOPE],
    ['AADSTS650053: It does not exist.', SCOPE],
    ['AADSTS28002: It is not valid.', SCOPE],
    ['AADSTS28003: It is empty.', SCOPE],
    ['A DPoP proof is required', DPOP],
    ['Invalid redirect URI', REDIRECT],
    ['The redirect_url is not allowed', REDIRECT],
    ['redirecturi mismatch', REDIRECT],
    ['AADSTS50011: The reply address does not match.', REDIRECT],
    ['Missing client secret', TYPE],
    ['clientsecret is missing', TYPE],
    ['client_assertion is missing', TYPE],
    ['Client authentication failed', TYPE],
    ['Bad client credentials', TYPE],
    ['clientAssertion is missing', TYPE],
    ['AADSTS7000218: The request body must contain client_assertion or client_secret', TYPE],
    ['AADSTS9002326: Permitted only for a single-page application.', TYPE],
    ['AADSTS9002327: Permitted only across origins.', TYPE],
    ['AADSTS90023: Cross-origin token redemption is permitted only for a single-page application.', TYPE],
    ['Grant type not allowed', GRANT],
    ['The granttype is wrong', GRANT],
    ['The resource is unknown', RESOURCE],
    ['The audience is unknown', RESOURCE],
    ['AADSTS9010010: It does not match.', RESOURCE],
  ])('depends on the description: %s', (description, title) => {
    const described = describeOAuthError(refused('invalid_request', description));
    expect(described).toEqual({ title, advice: expect.stringMatching(/^[A-Z].{20,}/) });
    expect(described.advice.includes('public client')).toBe(title === TYPE);
  });

  it.each([
    ['invalid_client_id', CLIENT_ID],
    ['invalid_scope', SCOPE],
    ['unauthorized_scope_error', SCOPE],
    ['use_dpop_nonce', DPOP],
    ['redirect_mismatch', REDIRECT],
    ['invalid_client', TYPE],
    ['unauthorized_client', GRANT],
    ['unsupported_grant_type', GRANT],
    ['unsupported_response_type', GRANT],
    ['invalid_target', RESOURCE],
    ['server_error', 'The authorization server could not finish the sign-in'],
    ['temporarily_unavailable', 'The authorization server could not finish the sign-in'],
    ['consent_required', 'The authorization server needs your attention'],
  ])('depends on the error code if there is no description: %s', (error, title) => {
    expect(describeOAuthError(refused(error))).toEqual({
      title,
      advice: expect.stringMatching(/^[A-Z].{20,}/),
    });
  });

  it.each([
    'invalid_client_identity',
    'x_invalid_client_id',
    'x_invalid_scope',
    'x_invalid_client',
    'redirect_mismatch_2',
    'x_redirect_mismatch',
    'unauthorized_client_2',
    'x_unauthorized_client',
    'unsupported_response_type_2',
    'x_unsupported_response_type',
    'invalid_target_2',
    'x_invalid_target',
    'server_error_2',
    'x_server_error',
    'login_required_2',
    'no login_required',
    'login-required',
    'an unknown client',
    'the client was not found',
    'clients are not found',
    'resourceful',
    'the resource owner',
    'xdpop',
  ])('treats a longer code as unknown, even if it contains a known code: %s', (error) => {
    expect(describeOAuthError(refused(error)).title).toBe('The authorization server gave no token');
  });

  const SERVER = 'The authorization server could not finish the sign-in';
  const ATTENTION = 'The authorization server needs your attention';
  it.each([
    [refused('invalid_scope', 'The requested scope exceeds the scope granted by the resource owner.'), SCOPE],
    [refused('invalid_client', 'AADSTS650053: The scope does not exist on the resource.'), SCOPE],
    [refused('unauthorized_client', 'AADSTS700016: Application with identifier x was not found.'), CLIENT_ID],
    [refused('invalid_client', 'Client not found'), CLIENT_ID],
    [refused('unauthorized_client', 'Invalid clientId'), CLIENT_ID],
    [refused('invalid_client', 'The clientId is no document.'), METADATA],
    [refused('invalid_client_id', 'client identifier invalid'), CLIENT_ID],
    [
      refused('invalid_client', 'AADSTS500112: The reply address does not match the address provided.'),
      REDIRECT,
    ],
    [refused('invalid_dpop_proof', 'The DPoP proof JWT header is missing.'), DPOP],
    [refused('temporarily_unavailable', 'authentication_expired'), SERVER],
    [refused('login_required'), ATTENTION],
    [refused('invalid_grant', 'AADSTS65001: The user has not consented to use the app.'), ATTENTION],
    [refused('mfa_required'), ATTENTION],
    [refused('consent_required', 'AADSTS90094: The grant requires admin permission.'), POLICY],
    [refused('consent_required', 'AADSTS90096'), ATTENTION],
    [refused('invalid_grant', '', '/tools'), 'The authorization server did not accept the code'],
    [refused('invalid_grant'), 'The authorization server did not accept the refresh token'],
    ...[
      { error: 'access_denied', description: 'Unauthorized' },
      { error: 'unauthorized_client', description: 'Missing valid authorization header' },
      { error: 'unauthorized', description: 'Full authentication is required to access this resource' },
      undefined,
    ].map((refusal): [OAuthError, string] => [
      new OAuthError('token_request_refused', { status: 401, refusal, returnTo: '/' }),
      TYPE,
    ]),
    [withStatus(401, refused('invalid_grant', '', '/')), 'The authorization server did not accept the code'],
    [new OAuthError('token_request_refused', { status: 401 }), 'The authorization server gave no token'],
    [refused('odd'), 'The authorization server gave no token'],
    [refused('odd', '', '/'), 'The authorization server gave no token'],
    [withStatus(200, refused('odd')), 'The authorization server gave no token'],
    [new OAuthError('unexpected_status', { status: 200 }), 'A server responded with status 200'],
    [new OAuthError('unexpected_status', { status: 429 }), 'The server asks you to wait'],
    [new OAuthError('registration_refused', { status: 429 }), 'The server asks you to wait'],
    [new OAuthError('unexpected_status', { status: 403 }), 'A server responded with status 403'],
    [
      new OAuthError('unexpected_status', { status: 200, refusal: { error: 'slow_down' } }),
      'The authorization server refused for now',
    ],
    [new OAuthError('unexpected_status'), 'A server failed'],
    [new OAuthError('response_too_large', { status: 429 }), 'A server sent far too much'],
    [new OAuthError('response_too_large', { status: 500 }), 'A server sent far too much'],
  ])('of %s is “%s”, with advice', (error, title) => {
    expect(describeOAuthError(error)).toEqual({ title, advice: expect.stringMatching(/^[A-Z].{20,}/) });
  });
});

it.each([
  ...[307, 404, 405, 415].map((status) => [status, 'Perhaps the address below is wrong'] as const),
  ...[400, 503].map((status) => [status, 'Try again in a moment'] as const),
])('the message for status %i says what to check', (status, words) => {
  expect(describeOAuthError(new OAuthError('unexpected_status', { status })).advice).toContain(words);
});

it('the message for a missing response says that this address is perhaps not the redirect URI', () => {
  const { advice } = describeOAuthError(new OAuthError('no_authorization_response'));
  expect(advice).toContain('or it is not the redirect URI of this app');
});

it('the message for a response with another issuer says what to do if only the spelling differs', () => {
  const { advice } = describeOAuthError(new OAuthError('response_issuer_mismatch'));
  expect(advice).toContain('the redirect URI of this sign-in. If only the spelling differs, tell');
});

describe('the message for an invalid ID token', () => {
  it.each([
    ['iss', 'another issuer'],
    ['aud', 'another client'],
    ['azp', 'another client'],
    ['nonce', '“nonce”'],
    ['iat', 'clock of this device', 'today'],
    ['exp', 'clock of this device', 'today'],
    ['iat', 'have to be numbers'],
    ['exp', 'have to be numbers'],
    ['sub', '“sub”'],
    ['sub', 'another user', 'ada'],
    [undefined, 'encrypts its ID tokens'],
  ])('says what to compare or to change if the wrong claim is %s', (claim, words, expected?) => {
    const { title, advice } = describeOAuthError(new OAuthError('id_token_invalid', { claim, expected }));
    expect(title).toMatch(/ID token|clock/);
    expect(advice).toContain(words);
  });
});

describe('the message for a failed discovery', () => {
  const of = (...failure: ConstructorParameters<typeof OAuthError>) =>
    describeOAuthError(new OAuthError(...failure));

  it('distinguishes metadata without a resource from metadata without an authorization server', () => {
    expect(of('resource_metadata_invalid', { claim: 'resource' }).title).toBe(
      'The metadata of the MCP server names no resource',
    );
    expect(of('resource_metadata_invalid', { claim: 'authorization_servers' }).title).toBe(
      'The MCP server does not say where to sign in',
    );
  });

  it('says who must correct an issuer that is the address of a document', () => {
    const at = 'https://as.example/.well-known/openid-configuration';
    const { title, advice } = of('server_metadata_not_found', { at });
    expect(title).toBe('The issuer is the address of a document');
    expect(advice).toContain('have to name the “issuer” of that document');
    expect(of('server_metadata_not_found', { at: 'https://as.example' }).title).not.toBe(title);
  });

  it('names the issuer as a possible cause, because it may be what the metadata lacks', () => {
    expect(of('server_metadata_invalid').advice).toContain('its issuer');
  });
});
