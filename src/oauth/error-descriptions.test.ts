import { describe, expect, it } from 'vitest';
import { describeOAuthError } from './error-descriptions.ts';
import { OAuthError } from './index.ts';

const denied = (description?: string) =>
  new OAuthError('access_denied', {
    refusal: { error: 'access_denied', ...(description && { description }) },
  });
const refused = (error: string, description = '', returnTo?: string) =>
  new OAuthError('token_request_refused', { refusal: { error, description }, returnTo });

describe('the description of a refusal', () => {
  it.each([
    'User is not assigned to the client application.',
    'AADSTS50105: The signed in user is not assigned to a role for the application.',
    'Policy evaluation failed for this request',
    'Admin approval required',
  ])('blames the policy and not the user: %s', (description) => {
    const { title, advice } = describeOAuthError(denied(description));
    expect(title).toBe('The authorization server’s policy refused access');
    expect(title + advice).not.toMatch(/you (did|have)/i);
  });

  it.each([
    'End-User aborted interaction',
    'User did not authorize the request',
    'User denied access',
    'The resource owner denied the request.',
    'The person did not grant access.',
    'AADSTS65004: User declined to consent to access the app.',
  ])('says that the user declined if the server says so: %s', (description) => {
    expect(describeOAuthError(denied(description)).title).toBe('You did not allow access');
  });

  it('does not say who declined if the server does not', () => {
    expect(describeOAuthError(denied()).title).toBe('Access was not allowed');
  });

  it.each([
    refused('invalid_request', 'client_secret is missing.'),
    refused('invalid_client'),
    refused('invalid_request', 'AADSTS9002326: Cross-origin token redemption is permitted only for SPA.'),
    refused(
      'invalid_client',
      'AADSTS7000218: The request body must contain client_assertion or client_secret',
    ),
    refused('invalid_request', 'Client authentication failed'),
  ])(
    'explains that the client is registered as another type: $refusal.error $refusal.description',
    (error) => {
      const { title, advice } = describeOAuthError(error);
      expect(title).toBe('This app is registered as another type of client');
      expect(advice).toContain('public client');
    },
  );

  it.each([
    [refused('unauthorized_client'), 'This app may not use this grant'],
    [
      refused('invalid_request', 'redirect_uri did not match'),
      'The authorization server does not know this redirect URI',
    ],
    [refused('invalid_target'), 'The authorization server does not know this resource'],
    [refused('invalid_scope'), 'The authorization server does not grant one of these scopes'],
    [refused('invalid_grant', '', '/tools'), 'The authorization server did not accept the code'],
    [refused('invalid_grant'), 'The authorization server has ended the session'],
    [refused('odd'), 'The authorization server gave no token'],
    [new OAuthError('unexpected_status', { status: 429 }), 'The server asks you to wait'],
    [new OAuthError('unexpected_status', { status: 403 }), 'A server responded with status 403'],
    [new OAuthError('unexpected_status'), 'A server failed'],
  ])('of %s is “%s”', (error, title) => {
    expect(describeOAuthError(error).title).toBe(title);
  });
});
