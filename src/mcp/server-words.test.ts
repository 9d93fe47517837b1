import { describe, expect, it } from 'vitest';
import { refusesOrigin, refusesToken } from './server-words.ts';

describe('a failed call', () => {
  it.each([
    [401, '', true],
    [403, '', true],
    [400, '', true],
    [498, '', true],
    [440, '', true],
    [404, 'Invalid token', false],
    [500, 'Invalid token', false],
    [undefined, 'Token expired', true],
    [undefined, 'jwt expired', true],
    [undefined, 'Unauthorised', true],
    [undefined, 'User is unauthenticated', true],
    [undefined, 'The tool failed', false],
  ])('with the status %s and the words “%s” is possibly about the token: %s', (status, text, expected) => {
    expect(refusesToken(status, text)).toBe(expected);
  });

  it.each([
    [403, 'Bad origin', true],
    [403, 'Cross-site requests are forbidden', true],
    [403, 'CSRF verification failed', true],
    [403, 'Referer checking failed', true],
    [403, 'Forbidden', false],
    [400, 'origin_not_allowed', true],
    [400, 'Disallowed CORS origin', true],
    [400, 'Rejecting this origin', true],
    [400, 'The origin is rejected', true],
    [400, 'Origin disallowed', true],
    [400, 'The argument "origin" is missing', false],
    [404, 'Origin not allowed', false],
  ])('with the status %s and the words “%s” is possibly about the origin: %s', (status, text, expected) => {
    expect(refusesOrigin(status, text)).toBe(expected);
  });
});
