import { describe, expect, it } from 'vitest';
import { auth0 } from '../auth0.ts';
import { betterAuth } from '../better-auth.ts';
import { cognito } from '../cognito.ts';
import { entra, entraOrganizations } from '../entra.ts';
import { github } from '../github.ts';
import { google } from '../google.ts';
import { keycloak } from '../keycloak.ts';
import { okta } from '../okta.ts';
import { createProvider } from '../provider.ts';
import {
  authorizationResponse,
  exchangeOf,
  postToken,
  sentTo,
  tokensOf,
  VERIFIER,
  visitAuthorization,
} from './visit.ts';

const PROFILES = [auth0, okta, entra, entraOrganizations, cognito, google, keycloak, betterAuth, github];

describe.each(PROFILES)('the profile of $name', (profile) => {
  const provider = () => createProvider(profile, () => 0);

  it('has a source and a date for each fact', () => {
    expect(profile.facts).not.toEqual({});
    for (const [read, facts] of Object.entries(profile.facts)) {
      expect(read).toMatch(/^2026-\d{2}-\d{2}$/);
      for (const [source, says] of Object.entries(facts)) {
        expect(new URL(source).protocol).toBe('https:');
        for (const fact of [says].flat()) expect(fact).toMatch(/\.["”]?$/);
      }
    }
  });

  it.each([
    ['an unknown client', { client_id: 'another' }],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }],
    [
      'a redirect URI that begins like a registered redirect URI',
      { redirect_uri: 'https://app.example/callback/more' },
    ],
    ['no redirect URI', { redirect_uri: undefined }],
  ])('does not redirect a request with %s (RFC 6749 §4.1.2.1)', async (_, changes) => {
    const response = await visitAuthorization(provider(), changes);
    expect(response.status).toBe(400);
    expect(sentTo(response)).toBe('');
  });

  it.each([
    ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['no method', { code_challenge_method: undefined }],
    ['the method plain', { code_challenge_method: 'plain' }],
    ['a challenge that is not a SHA-256 hash', { code_challenge: 'short' }],
    ['another response type', { response_type: 'token' }],
  ])('issues no code for a request with %s (RFC 7636 §4.4.1)', async (_, changes) => {
    const response = await authorizationResponse(provider(), changes);
    expect(response.get('code')).toBeNull();
    expect(response.get('error')).toMatch(/^(invalid_request|unsupported_response_type)$/);
    expect(response.get('state')).toBe('state-1');
  });

  it('responds to prompt=none with login_required until the person is signed in (OpenID Connect Core §3.1.2.6)', async () => {
    const visited = provider();
    expect((await authorizationResponse(visited, { prompt: 'none' })).get('error')).toBe('login_required');
    await authorizationResponse(visited);
    expect((await authorizationResponse(visited, { prompt: 'none' })).get('code')).not.toBeNull();
  });

  it.each([
    ['another client', { client_id: 'another' }],
    ['another redirect URI', { redirect_uri: 'https://app.example/' }],
    ['another verifier', { code_verifier: VERIFIER.toUpperCase() }],
    ['no verifier', { code_verifier: undefined }],
    ['a resource that was not authorized', { resource: 'https://other.example' }],
    ['another grant type', { grant_type: 'password' }],
  ])('does not exchange a code for a request with %s (RFC 6749 §4.1.3)', async (_, changes) => {
    const visited = provider();
    const code = (await authorizationResponse(visited)).get('code');
    const response = await postToken(visited, { ...exchangeOf(visited, code), ...changes });
    expect(response.ok).toBe(false);
    expect(await response.json()).toHaveProperty('error');
  });

  it('exchanges a code only once (RFC 6749 §4.1.2)', async () => {
    const visited = provider();
    const exchange = exchangeOf(visited, (await authorizationResponse(visited)).get('code'));
    expect((await postToken(visited, exchange)).status).toBe(200);
    expect((await postToken(visited, exchange)).ok).toBe(false);
  });

  it('does not exchange a code that is older than a minute', async () => {
    let nowMs = 0;
    const visited = createProvider(profile, () => nowMs);
    const code = (await authorizationResponse(visited)).get('code');
    nowMs = 60_000;
    expect((await postToken(visited, exchangeOf(visited, code))).ok).toBe(false);
  });

  it('refuses a body that is not a form, and a parameter that occurs twice (RFC 6749 §3.2)', async () => {
    const visited = provider();
    const { token } = profile.endpoints;
    const body = new URLSearchParams('grant_type=refresh_token&grant_type=refresh_token');
    for (const request of [
      new Request(token),
      new Request(token, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }),
      new Request(token, { method: 'POST', body }),
    ]) {
      expect((await visited.fetch(request)).status).toBe(400);
    }
  });

  it('lets an access token expire after the lifetime in the response (RFC 6749 §5.1)', async () => {
    let nowMs = 0;
    const visited = createProvider(profile, () => nowMs);
    const { access_token = '', expires_in } = await tokensOf(visited);
    nowMs = Number(expires_in ?? 1_000_000) * 1000 - 1;
    expect(visited.introspect(access_token)).toBeDefined();
    nowMs += 1;
    expect(visited.introspect(access_token) === undefined).toBe(expires_in !== undefined);
  });
});
