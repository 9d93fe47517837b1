import { describe, expect, it } from 'vitest';
import { ORIGIN, REDIRECT_URI, testWorld } from '../testing/world.ts';

describe('the authorization server', () => {
  it.each([
    '/.well-known/oauth-authorization-server/idp',
    '/.well-known/openid-configuration/idp',
    '/idp/.well-known/openid-configuration',
  ])('lists its features at %s (RFC 8414 §2, OpenID Connect Discovery §3)', async (path) => {
    const { issuer, authorizationServer } = testWorld();
    const response = await authorizationServer.fetch(new Request(ORIGIN + path));
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Cache-Control')).toBe('max-age=300');
    expect(await response.json()).toEqual({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      revocation_endpoint_auth_methods_supported: ['none'],
      introspection_endpoint: `${issuer}/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      end_session_endpoint: `${issuer}/end-session`,
      jwks_uri: `${issuer}/jwks`,
      client_id_metadata_document_supported: false,
      scopes_supported: ['openid', 'profile', 'offline_access', 'notes:read', 'notes:write'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      request_uri_parameter_supported: false,
      request_parameter_supported: false,
      claims_parameter_supported: false,
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });

  it('has no metadata at the location of an issuer without a path', async () => {
    const elsewhere = new Request(`${ORIGIN}/.well-known/oauth-authorization-server`);
    expect((await testWorld().authorizationServer.fetch(elsewhere)).status).toBe(404);
  });

  it('responds to a preflight of any origin with its methods and headers', async () => {
    const preflight = await testWorld().send('/token', { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(preflight.headers.get('Access-Control-Allow-Methods')).toBe('GET, POST');
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toBe('authorization, content-type');
  });

  it('finds no grant for a token of another server', async () =>
    expect(await testWorld().authorizationServer.isActive('invented')).toBe(false));

  it('lets a page of any origin read the responses of its token endpoint, but never with credentials', async () => {
    const world = testWorld();
    const tokens = await world.token(world.exchange(await world.code()));
    for (const { headers } of [tokens, await world.post('/token', {}, { Origin: 'https://evil.example' })]) {
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*');
      expect(headers.has('Access-Control-Allow-Credentials')).toBe(false);
    }
    expect((await world.authorize()).headers.has('Access-Control-Allow-Origin')).toBe(false);
  });

  it('reaches another machine only if it got a function that fetches documents', async () => {
    const world = testWorld({ clientIdMetadataDocuments: true }, { fetchDocument: undefined });
    const response = await world.authorize({
      client_id: 'https://app.example/client',
      redirect_uri: REDIRECT_URI,
    });
    expect(response.status).toBe(400);
    expect(world.observations.at(-1)).toMatchObject({
      rejection: { reason: 'client metadata document unreachable' },
    });
  });
});
