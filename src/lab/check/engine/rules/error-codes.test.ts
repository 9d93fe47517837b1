import { expect, it } from 'vitest';
import { findsFault, isUnrelated, partsAtFault } from './error-codes.ts';

it.each<[error: string, description: string, parts: string[]]>([
  ['invalid_grant', '', ['grant']],
  ['codeAlreadyUsed', '', ['code']],
  ['invalid_codeverifier', '', ['verifier']],
  ['code_challenge_required', '', ['verifier']],
  ['invalid_redirecturi', '', ['redirect URI']],
  ['redirect_url_mismatch', '', ['redirect URI']],
  ['verification_failed', '', ['verifier']],
  ['pkce_check_failed', '', ['verifier']],
  ['pkce-failure', '', ['verifier']],
  ['token_validation_failed', '', ['token']],
  ['token_generation_failed', '', []],
  ['invalid_params', '', ['request']],
  ['invalid_parameters', '', ['request']],
  ['missing scopes', '', ['scope']],
  ['Invalid: request', '', ['request']],
  ['code_found', '', []],
  ['constructor_invalid', '', []],
  ['invalid_token_limit', '', []],
  ['unsupported_grant', '', []],
  ['code_not_allowed', '', []],
  ['token_not_supported', '', []],
  ['request_not_supported', '', []],
  ['resource_not_allowed', '', ['resource']],
  ['invalid_request', 'The code was already used.', ['code']],
  ['invalid_request', 'The refresh token and the redirect_uri are wrong.', ['token', 'redirect URI']],
  ['invalid_request', 'Something is wrong.', ['request']],
  ['invalid_grant', 'The verifier is wrong.', ['grant']],
])('%s (%s) finds a fault in %j', (error, description, parts) => {
  expect(partsAtFault(error, description)).toEqual(parts);
  if (description === '') expect(findsFault(error)).toBe(parts.length > 0);
});

it.each<[{ error?: string; description?: string }, boolean]>([
  [{}, false],
  [{ error: 'access_denied' }, true],
  [{ error: 'slow_down' }, true],
  [{ error: 'invalid_grant', description: 'Please wait.' }, true],
  [{ description: 'The code is wrong.' }, false],
])('the error %j is about something other than the request: %s', (said, unrelated) => {
  expect(isUnrelated(said)).toBe(unrelated);
});
