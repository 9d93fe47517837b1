import { expect, it } from 'vitest';
import type { AuthorizationServerMetadata } from '../../oauth/index.ts';
import { withoutClientId } from './client-id-reason.ts';

const server: AuthorizationServerMetadata = {
  issuer: 'https://login.example',
  authorizationEndpoint: 'https://login.example/authorize',
  tokenEndpoint: 'https://login.example/token',
  scopesSupported: [],
  issParameterSupported: false,
};

it.each([
  ['accepts no document', {}, 'neither'],
  ['promises no iss', { clientIdMetadataDocumentSupported: true }, 'does not promise'],
  ['sends iss', { clientIdMetadataDocumentSupported: true, issParameterSupported: true }, 'this app has no'],
])('the page gives a different reason why it needs a client ID if the server %s', (_what, members, words) => {
  expect(withoutClientId({ ...server, ...members })).toContain(words);
});
