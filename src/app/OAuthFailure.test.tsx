import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { OAuthError } from '../oauth/index.ts';
import { OAuthFailure } from './OAuthFailure.tsx';

const shown = (error: OAuthError) =>
  renderToStaticMarkup(<OAuthFailure error={error} />).replace(/<[^>]*>/g, ' ');

it.each([
  ['and its value', { claim: 'authorization_servers', found: 'https://as.example' }, /https:\/\/as\.example/],
  ['and its absence', { claim: 'resource' }, /resource/],
])('the page names the wrong member of the metadata %s', (_which, details, value) => {
  const text = shown(new OAuthError('unsafe_url', details));
  expect(text).toMatch(new RegExp(`Member\\s+${details.claim}`));
  expect(text).toMatch(value);
});

it('the page names no member if the error is not about metadata', () =>
  expect(shown(new OAuthError('id_token_invalid', { claim: 'aud' }))).not.toContain('Member'));
