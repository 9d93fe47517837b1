import { describe, expect, it } from 'vitest';
import type { Responder } from './testing/platform.ts';
import { json, oauthError, refreshAnswered, text } from './testing/refreshing.ts';
import { revokedTokens, tokenRequests } from './testing/requests.ts';
import { restored } from './testing/signing-in.ts';

const FINAL: [string, Responder, string | undefined][] = [
  oauthError(400, 'invalid_grant'),
  oauthError(401, 'invalid_client'),
  oauthError(400, 'unauthorized_client'),
  // As Auth0 refuses.
  ...['invalid_grant', 'invalid_client', 'unauthorized_client', 'mfa_required'].map((code) =>
    oauthError(403, code),
  ),
  ...['RefreshTokenExpired', 'unsupported_grant_type', 'access_denied'].map((code) => oauthError(403, code)),
  ...['invalid_token', 'token_expired'].map((code) => oauthError(403, code)),
  [
    '403 of a blocked user',
    json(403, { error: 'unauthorized', error_description: 'user is blocked' }),
    'unauthorized',
  ],
  ['400 with text that is not JSON', text(400, 'Refresh token expired'), 'HTTP 400'],
  ['400 with a form', text(400, 'error=invalid_grant&error_description=expired'), 'invalid_grant'],
  ['403 with a list', json(403, [{ error: 'invalid_grant' }]), 'HTTP 403'],
  ['403 with a message about the refresh token', json(403, { message: 'Invalid refresh token' }), 'HTTP 403'],
  ['403 that is a sentence', json(403, { error: 'Refresh token has expired' }), 'Refresh token has expired'],
  oauthError(404, 'refresh_token_not_found'),
  [
    '403 session_not_found, as Supabase says it',
    json(403, { code: 403, error_code: 'session_not_found', msg: 'Session does not exist' }),
    'session_not_found',
  ],
  ['403 with an object', json(403, { error: { code: 'invalid_grant', message: 'No' } }), 'invalid_grant'],
  [
    '404 with a list of errors, as Clerk says it',
    json(404, { errors: [{ code: 'session_not_found', message: 'Session not found' }] }),
    'session_not_found',
  ],
  [
    '403 with only a code, as later versions of Supabase say it',
    json(403, { code: 'session_not_found', message: 'Session from session_id claim does not exist' }),
    'session_not_found',
  ],
  ['400 "try again" without a time', json(400, { error: 'expired', message: 'Please try again' }), 'expired'],
  [
    '403 INVALID_TOKEN, as GraphQL says it',
    json(403, { errors: [{ message: 'Invalid token.', extensions: { code: 'INVALID_TOKEN' } }] }),
    'INVALID_TOKEN',
  ],
  [
    '404 session_not_found, as Stytch says it',
    json(404, { error_type: 'session_not_found', error_message: 'Session could not be found.' }),
    'session_not_found',
  ],
  ...[
    ...['account_disabled', 'grant_expired', 'expired_token', 'revoked_token', 'disabled_client'],
    ...['InvalidGrant', 'TokenExpired', 'SessionExpired', 'UserNotFoundException', 'invalid-jwt'],
    ...['invalid grant', 'oidc.invalid_grant'],
  ].map((error) => oauthError(403, error)),
  oauthError(410, 'grant_gone'),
  oauthError(431, 'invalid_grant'),
  ...['session_timeout', 'Your session has timed out', 'Inactivity timeout'].map((e) => oauthError(401, e)),
  ...['session_limit_exceeded', 'Too many active sessions'].map((error) => oauthError(400, error)),
  ...[
    'Only internal users may sign in',
    'Agent is disabled',
    'Firebase App Check token is invalid',
    'The account is locked',
  ].map((e) => oauthError(401, e)),
  ['400 of a parameter', json(400, { error: 'e', message: 'Unexpected parameter: resource' }), 'e'],
  ['440 page of a session that has expired', text(440, '<html>Login Time-out</html>'), undefined],
  oauthError(498, 'Invalid token'),
  ['410 page', text(410, '<html>Gone</html>'), undefined],
  ['403, as Apigee says it', json(403, { fault: { faultstring: 'Refresh Token expired' } }), 'HTTP 403'],
  ['400 of a revoked connection', json(400, { message: 'The OAuth connection was revoked' }), 'HTTP 400'],
  ['403 user_banned', json(403, { error_code: 'user_banned', msg: 'User is banned' }), 'user_banned'],
  ['400 with several messages', json(400, { message: ['It is wrong'], error: 'Bad Request' }), 'Bad Request'],
  oauthError(404, 'invalid_request'),
  oauthError(400, 'interaction_required'),
  [
    '400 invalid_grant because of a limited lifetime',
    json(400, { error: 'invalid_grant', error_description: 'lifetime limit exceeded' }),
    'invalid_grant',
  ],
  ['400 of Okta', json(400, { errorCode: 'invalid_grant', errorSummary: 'No' }), 'invalid_grant'],
  [
    '400 with problem details (RFC 9457)',
    json(400, { type: 'about:blank', title: 'Bad Request', detail: 'refresh token expired' }),
    'HTTP 400',
  ],
  ['400 with Retry-After', json(400, { error: 'invalid_grant' }, { 'Retry-After': '1' }), 'invalid_grant'],
  [
    '400 with a member error_code',
    json(400, { code: 400, error_code: 'refresh_token_not_found', msg: 'Invalid Refresh Token' }),
    'refresh_token_not_found',
  ],
  ['400 with an object', json(400, { error: { code: 400, message: 'TOKEN_EXPIRED' } }), 'TOKEN_EXPIRED'],
  ['401 with an empty body', text(401, null), undefined],
  ['401 with a message', json(401, { message: 'jwt expired' }), 'HTTP 401'],
  ['400 page', text(400, '<html>no</html>'), undefined],
  oauthError(400, 'invalid_request'),
  oauthError(422, 'unprocessable'),
  oauthError(200, 'invalid_grant'),
  ['200 with only a message', json(200, { code: 401, message: 'Refresh token expired' }), 'HTTP 200'],
  oauthError(200, 'bad_refresh_token'),
];

describe('a refresh that is finally refused', () => {
  it.each(FINAL)('(%s) ends the session, and a reload sends no request', async (_, answer, error) => {
    const { session, platform } = await refreshAnswered(answer);
    const failure: unknown = await session.refresh().catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'token_request_refused' });
    expect(Object(failure).refusal?.error).toBe(error);
    expect(session.getSnapshot()).toEqual({ status: 'signed-out', reason: 'session-ended' });
    expect(await session.accessToken()).toBeUndefined();
    expect(JSON.stringify([...platform.tab.entries])).not.toContain('refresh-1');
    platform.pass(1_000_000);
    platform.fire('online');
    expect(tokenRequests(platform)).toHaveLength(1);
    const again = await restored(platform.reload('https://app.example/'));
    expect(again.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });

  it('leaves no access token, even if the token is still valid', async () => {
    const { session, platform } = await refreshAnswered(json(400, { error: 'invalid_grant' }));
    platform.pass(891_000);
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'token_request_refused' });
  });

  it.each([
    [{ message: 'jwt expired' }, 'jwt expired'],
    [{ title: 'Bad Request', detail: 'refresh token expired' }, 'refresh token expired'],
    [{ errorCode: 'E0000011', errorSummary: 'Invalid token provided' }, 'Invalid token provided'],
  ])('reports the server’s message from each member that is in common use: %j', async (body, description) => {
    const { session } = await refreshAnswered(json(401, body));
    await expect(session.refresh()).rejects.toMatchObject({ refusal: { description } });
  });

  it('revokes the tokens, which may still be valid, unless the server no longer knows the client', async () => {
    const odd = await refreshAnswered(json(400, { error: 'invalid_request' }));
    await expect(odd.session.refresh()).rejects.toThrow();
    await expect.poll(() => revokedTokens(odd.platform)).toEqual(['refresh-1']);
    const unknown = await refreshAnswered(json(401, { error: 'invalid_client' }));
    await expect(unknown.session.refresh()).rejects.toThrow();
    expect(revokedTokens(unknown.platform)).toEqual([]);
  });
});
