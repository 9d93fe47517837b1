import { describe, expect, it } from 'vitest';
import { APP } from '../app.ts';
import { auth0 } from '../auth0.ts';
import { betterAuth } from '../better-auth.ts';
import { cognito } from '../cognito.ts';
import { entra } from '../entra.ts';
import { github } from '../github.ts';
import { google } from '../google.ts';
import { keycloak } from '../keycloak.ts';
import { okta } from '../okta.ts';
import { createProvider } from '../provider.ts';
import { authorizationResponse, exchangeOf, postToken, tokensOf } from './visit.ts';

/** The status and the members of an error response of the token endpoint. */
const refusal = async (response: Response) => ({ status: response.status, ...(await response.json()) });

const exchange = { grant_type: 'authorization_code', code: 'unknown', code_verifier: 'any' };

describe('the error messages of each provider', () => {
  it('Auth0 responds to an invalid refresh token with 403', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'unknown' };
    expect(await refusal(await postToken(createProvider(auth0, Date.now), form))).toEqual({
      status: 403,
      error: 'invalid_grant',
      error_description: 'Unknown or invalid refresh token.',
    });
  });

  it('Okta describes an invalid code, and refuses an unknown client with 401', async () => {
    const provider = createProvider(okta, Date.now);
    expect(await refusal(await postToken(provider, exchange))).toEqual({
      status: 400,
      error: 'invalid_grant',
      error_description: 'The authorization code is invalid or has expired.',
    });
    expect(await refusal(await postToken(provider, { ...exchange, client_id: 'another' }))).toMatchObject({
      status: 401,
      error: 'invalid_client',
    });
  });

  it('Entra refuses a request without Origin; the error has a number and additional members', async () => {
    const provider = createProvider(entra, Date.now);
    const code = (await authorizationResponse(provider)).get('code');
    expect(await refusal(await postToken(provider, exchangeOf(provider, code), null))).toEqual({
      status: 400,
      error: 'invalid_request',
      error_description: expect.stringMatching(/^AADSTS9002327: /),
      error_codes: [9002327],
      timestamp: expect.any(String),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
    });
  });

  it('Cognito sends only the error code', async () => {
    const response = await postToken(createProvider(cognito, Date.now), exchange);
    expect(await refusal(response)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('Google refuses a request without the client secret', async () => {
    expect(await refusal(await postToken(createProvider(google, Date.now), exchange))).toEqual({
      status: 400,
      error: 'invalid_request',
      error_description: 'client_secret is missing.',
    });
  });

  it('better-auth refuses a wrong verifier with 401 and invalid_request', async () => {
    const provider = createProvider(betterAuth, Date.now);
    const code = (await authorizationResponse(provider)).get('code');
    const form = { ...exchangeOf(provider, code), code_verifier: 'wrong' };
    expect(await refusal(await postToken(provider, form))).toEqual({
      status: 401,
      error: 'invalid_request',
      error_description: 'code verification failed',
    });
  });

  it('GitHub has error codes that no RFC defines', async () => {
    const provider = createProvider(github, Date.now);
    const secret = { client_secret: github.clientSecret };
    expect(await (await postToken(provider, { ...exchange, ...secret })).json()).toMatchObject({
      error: 'bad_verification_code',
    });
    expect(await (await postToken(provider, { ...exchange, client_secret: 'wrong' })).json()).toMatchObject({
      error: 'incorrect_client_credentials',
    });
  });
});

describe('the rules of each provider for refresh tokens', () => {
  const refresh = (refresh_token: string | undefined) => ({ grant_type: 'refresh_token', refresh_token });

  it.each([auth0, okta, cognito, keycloak, betterAuth])(
    '$name ends the grant of a refresh token that is used twice',
    async (profile) => {
      const provider = createProvider(profile, Date.now);
      const { refresh_token: first } = await tokensOf(provider);
      const { refresh_token: second } = await (await postToken(provider, refresh(first))).json();
      expect((await postToken(provider, refresh(first))).ok).toBe(false);
      expect((await postToken(provider, refresh(second))).ok).toBe(false);
    },
  );

  it('Auth0 accepts the previous refresh token during the overlap, but no older token', async () => {
    let nowMs = 0;
    const overlapping = { ...auth0, refreshTokens: { ...auth0.refreshTokens, overlapS: 3 } };
    const provider = createProvider(overlapping, () => nowMs);
    const { refresh_token: first } = await tokensOf(provider);
    const { refresh_token: second } = await (await postToken(provider, refresh(first))).json();
    nowMs = 2_000;
    expect((await postToken(provider, refresh(first))).ok).toBe(true);
    expect((await postToken(provider, refresh(second))).ok).toBe(true);
    expect((await postToken(provider, refresh(first))).ok).toBe(false);
  });

  it('Entra accepts an older refresh token until 24 hours after the sign-in', async () => {
    let nowMs = 0;
    const provider = createProvider(entra, () => nowMs);
    const { refresh_token: first } = await tokensOf(provider);
    expect((await postToken(provider, refresh(first))).ok).toBe(true);
    expect((await postToken(provider, refresh(first))).ok).toBe(true);
    nowMs = 24 * 3600_000 + 1;
    expect((await refusal(await postToken(provider, refresh(first)))).error_codes).toEqual([700084]);
  });

  it('Google issues a refresh token only with access_type=offline, and only at the first consent or after prompt=consent', async () => {
    const provider = createProvider(google, Date.now);
    const offline = { access_type: 'offline' };
    expect((await tokensOf(createProvider(google, Date.now))).refresh_token).toBeUndefined();
    expect((await tokensOf(provider, offline)).refresh_token).toBeDefined();
    expect((await tokensOf(provider, offline)).refresh_token).toBeUndefined();
    expect((await tokensOf(provider, { ...offline, prompt: 'consent' })).refresh_token).toBeDefined();
  });

  it('GitHub issues a token without an expiry, and the response is form-encoded unless the request accepts JSON', async () => {
    const provider = createProvider(github, Date.now);
    const form = exchangeOf(provider, (await authorizationResponse(provider)).get('code'));
    const body = new URLSearchParams({ client_id: github.client.clientId });
    for (const [name, value] of Object.entries(form)) if (value !== undefined) body.set(name, value);
    const response = await provider.fetch(
      new Request(github.endpoints.token, { method: 'POST', body, headers: { Origin: APP } }),
    );
    const tokens = new URLSearchParams(await response.text());
    expect([...tokens.keys()].sort()).toEqual(['access_token', 'scope', 'token_type']);
  });
});
