import { describe, expect, it } from 'vitest';
import { describeOAuthError } from './error-descriptions.ts';
import { OAuthError } from './index.ts';

const denied = (description?: string) =>
  new OAuthError('access_denied', {
    refusal: { error: 'access_denied', ...(description && { description }) },
  });

const DECLINED = 'You did not allow access';

const POLICY = 'The authorization server refused access';

const UNSAID = 'Access was not allowed';

describe('the party that denied access, as the error message says,', () => {
  it.each(['user', 'owner', 'customer', 'person', 'fact is: you'])('is the %s, in any wording', (who) => {
    for (const what of [
      'did not authorize it',
      'did not consent',
      'did not allow it',
      'did not grant it',
      'did not accept it',
      'chose not to sign in',
      'denied it',
      'has denied it',
      'declined',
      'canceled',
      'cancelled',
      'aborted',
      'rejected it',
      'refused it',
    ])
      expect(describeOAuthError(denied(`The ${who} ${what}`)).title, what).toBe(DECLINED);
  });

  it.each([
    'AADSTS65004',
    'Canceled by Ada',
    'It was cancelled by Ada',
    ...['Login', 'log-in', 'sign in', 'SIGN-IN', 'Signin', 'Authorization', 'Request'].flatMap((what) => [
      `${what} cancelled`,
      `${what} was canceled`,
      `${what} has been cancelled`,
    ]),
    'user_cancel',
    'user_denied',
    'consent denied',
    'consent was declined',
    'Consent rejected',
    'Consent not given',
    'consent_not-given',
    'Denied by user',
    'It was denied by the user.',
    'permission denied by user',
    'You denied access to the app',
    'End-User aborted interaction',
    'AADB2C90091: The user has cancelled entering self-asserted information.',
    'The resource owner or authorization server denied the request. The resource owner denied the request.',
    'mitid_user_aborted',
    'User auth aborted',
    'userCancel',
    'aborted',
    'ConsentNotGiven',
  ])('is the user if the description is: %s', (description) => {
    expect(describeOAuthError(denied(description)).title).toBe(DECLINED);
  });

  it.each([
    'The user did not sign in',
    'The user has no account',
    'AADSTS65001',
    'x user_cancel',
    'Denied by user policy',
    'For your country: access denied',
    'consent required',
    'Login denied',
    'The sign-in was closed',
    'Call us: the access denied. Now.',
    'Your service not found',
    'User is not assigned to the client application.',
    'AADSTS50105: The signed in user is not assigned to a role for the application.',
    'Policy evaluation failed for this request',
    'Admin approval required',
    'user is blocked',
    'Access denied by user policy',
    'Request was denied by an administrator',
    'AADSTS53003: Access has been blocked by Conditional Access policies.',
  ])('is the server, not the user, if the description is: %s', (description) => {
    const { title, advice } = describeOAuthError(denied(description));
    expect(title).toBe(POLICY);
    expect(title + advice).not.toMatch(/you (did|have)/i);
  });

  it.each([
    undefined,
    'The resource owner or authorization server denied the request.',
    'The resource owner or authorization server denied the request',
    'access denied',
    'Access-denied.',
    'accessdenied',
    'Access is denied.',
    'Access was denied',
    'AADB2C90118: The user has forgotten their password.',
    'Permissions error',
    'Der Benutzer hat die Zustimmung verweigert',
    'Usted ha denegado el acceso',
    'L’utilisateur n’est pas affecté à l’application cliente.',
    'De gebruiker is niet toegewezen',
    'ユーザーが拒否しました',
  ])('is unknown if the description is: %s', (description) => {
    expect(describeOAuthError(denied(description)).title).toBe(UNSAID);
  });

  it.each([
    ['The origin https://app.example is not a trusted origin.', true],
    ['Origin not allowed', true],
    ['Untrusted origin', true],
    ['Invalid origin', true],
    ['invalid_origin', true],
    ['AADSTS9002326: not allowed origin', false],
    ['This is not allowed', false],
    ['The original is not trusted', false],
  ])('is the server, because of the origin, if the description is “%s”: %s', (description, expected) => {
    expect(describeOAuthError(denied(description)).title.includes('origin of this app')).toBe(expected);
  });

  it.each([
    ['access_denied', UNSAID],
    ['unauthorized', POLICY],
    ['user_cancel', DECLINED],
    ['user_cancelled', DECLINED],
    ['user_cancelled_login', DECLINED],
    ['user_cancelled_authorize', DECLINED],
    ['user_denied', DECLINED],
    ['admin_policy_enforced', POLICY],
    ['application_suspended', POLICY],
    ['org_internal', POLICY],
  ])('follows from the error code %s, but not from a longer code that contains it', (error, title) => {
    const of = (code: string) =>
      describeOAuthError(new OAuthError('authorization_refused', { refusal: { error: code } }));
    if (error !== 'access_denied') expect(of(error).title).toBe(title);
    expect(of(error).advice).not.toContain('below');
    for (const longer of [`x${error}`, `${error}-x`]) {
      expect([DECLINED, POLICY, UNSAID]).not.toContain(of(longer).title);
    }
  });

  it('decides which next step the error message advises', () => {
    const adviceOf = (description: string) => describeOAuthError(denied(description)).advice;
    expect(adviceOf('User denied access')).toMatch(/^Sign in again if/);
    expect(adviceOf('Untrusted origin')).toMatch(/^Add the origin of this app/);
    expect(adviceOf('Service not found: x')).toMatch(/^Register the API there, or use a registered audience/);
    const policy = /ask the operator of the server\.$/;
    expect(adviceOf('Not assigned')).toMatch(policy);
    expect(adviceOf('Not assigned')).toMatch(/^Its reason is below\./);
    const silent = new OAuthError('authorization_refused', { refusal: { error: 'unauthorized' } });
    expect(describeOAuthError(silent).advice).toMatch(policy);
  });
});
