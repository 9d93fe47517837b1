import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { OAuthError } from '../oauth/index.ts';
import { OAuthFailure } from './OAuthFailure.tsx';

const shown = (error: OAuthError) =>
  renderToStaticMarkup(<OAuthFailure error={error} />).replace(/<[^>]*>/g, ' ');

it.each([
  [
    'with its value',
    { claim: 'authorization_servers', found: 'https://as.example' },
    /https:\/\/as\.example/,
  ],
  ['that is absent', { claim: 'resource' }, /resource/],
])('names the member of the metadata that is wrong, %s', (_which, details, value) => {
  const text = shown(new OAuthError('resource_metadata_invalid', details));
  expect(text).toMatch(new RegExp(`Member\\s+${details.claim}`));
  expect(text).toMatch(value);
});

it('names no member if none is wrong', () => {
  expect(shown(new OAuthError('id_token_invalid', { claim: 'aud' }))).not.toContain('Member');
});
