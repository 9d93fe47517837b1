import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Form, ORIGIN, type TestWorld, testWorld } from '../testing/world.ts';

/** Verifies the signature of a token with the published keys, and returns the claims. */
async function verified(world: TestWorld, token = '') {
  const jwks = await world.send('/jwks');
  expect(jwks.headers.get('Access-Control-Allow-Origin')).toBe('*');
  // The date 0 makes `jwtVerify` accept an expired token.
  return (await jwtVerify(token, createLocalJWKSet(await jwks.json()), { currentDate: new Date(0) })).payload;
}

describe('a response of the token endpoint', () => {
  it('has a bearer token for the requested audience (RFC 6749 §5.1, RFC 9068)', async () => {
    const world = testWorld();
    const response = await world.token(world.exchange(await world.code()));
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const tokens = await response.json();
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'openid profile offline_access notes:read',
    });
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = await verified(world, tokens.access_token);
    expect(claims).toMatchObject({
      iss: world.issuer,
      sub: 'person-1',
      aud: world.resource,
      client_id: 'this-app',
      scope: 'openid profile offline_access notes:read',
      jti: expect.any(String),
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
  });

  it('has an ID token with the person, the time of the sign-in, the client and the nonce (OIDC Core §2)', async () => {
    const world = testWorld();
    const code = await world.code({ username: 'mallory', password: 'eavesdropping' });
    world.advanceClock(30_000);
    const { id_token } = await (await world.token(world.exchange(code))).json();
    expect(decodeProtectedHeader(id_token)).toMatchObject({ alg: 'ES256', typ: 'JWT' });
    const claims = await verified(world, id_token);
    expect(claims).toMatchObject({
      iss: world.issuer,
      sub: 'person-2',
      aud: 'this-app',
      nonce: 'nonce-1',
      name: 'Mallory Eaves',
      preferred_username: 'mallory',
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
    expect(Number(claims.iat) - Number(claims.auth_time)).toBe(30);
  });

  it('omits nonce and name from its ID token if the request has no nonce and the person does not grant profile', async () => {
    const world = testWorld();
    const { id_token } = await world.signIn({ nonce: undefined, granted_scope: 'openid notes:read' });
    expect(Object.keys(await verified(world, id_token)).sort()).toEqual(
      ['aud', 'auth_time', 'exp', 'iat', 'iss', 'sub'].sort(),
    );
  });

  it('is logged with its client, its person and its grant type', async () => {
    const world = testWorld();
    const { refresh_token } = await world.signIn();
    await world.refresh(refresh_token);
    const issued = { by: 'authorization server', event: 'issued tokens', subject: 'person-1' };
    const clientId = 'this-app';
    expect((await world.auditLog.entries()).slice(-2)).toEqual([
      { ...issued, atMs: expect.any(Number), clientId, detail: 'authorization_code' },
      { ...issued, atMs: expect.any(Number), clientId, detail: 'refresh_token' },
    ]);
    expect(world.observations.filter(({ kind }) => kind === 'issued tokens')).toEqual([
      { kind: 'issued tokens', clientId, grant: 'authorization_code' },
      { kind: 'issued tokens', clientId, grant: 'refresh_token' },
    ]);
  });

  it('does not contain the comparison of challenge and verifier, which only `observe` receives', async () => {
    const world = testWorld();
    const code_challenge = world.approval().code_challenge;
    const response = await world.token(world.exchange(await world.code()));
    expect(world.observations).toContainEqual({
      kind: 'compared PKCE',
      comparison: {
        method: 'S256',
        storedChallenge: code_challenge,
        computedFromVerifier: code_challenge,
        equal: true,
      },
    });
    expect(await response.text()).not.toContain(code_challenge);
  });
});

describe('a request to the token endpoint', () => {
  it.each<[string, Form]>([
    ['grant_type', { client_id: 'this-app' }],
    ['code', { client_id: 'this-app', grant_type: 'authorization_code' }],
    ['refresh_token', { client_id: 'this-app', grant_type: 'refresh_token' }],
  ])('without %s causes an error that names this parameter', async (parameter, form) => {
    const world = testWorld();
    const response = await world.token(form);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: `Check the parameter ${parameter}.`,
    });
    expect((await world.auditLog.entries()).at(-1)).toStrictEqual({
      atMs: expect.any(Number),
      by: 'authorization server',
      event: 'refused at token',
      detail: 'missing parameter',
      clientId: 'this-app',
    });
  });

  it('gets the list of allowed methods only if its method is not POST (RFC 9110 §15.5.6)', async () => {
    const { send, token, auditLog } = testWorld();
    const wrong = await send('/token');
    expect(wrong.headers.get('Allow')).toBe('POST, OPTIONS');
    expect(wrong.headers.get('Access-Control-Allow-Origin')).toBe('*');
    // The request named no client.
    expect((await auditLog.entries()).at(-1)).not.toHaveProperty('clientId');
    const refused = await token({ client_id: 'this-app' });
    expect(refused.headers.has('Allow')).toBe(false);
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('may have at most 64 KiB', async () => {
    const { token } = testWorld();
    const form = { client_id: 'this-app', padding: '' };
    const spare = 64 * 1024 - String(new URLSearchParams(form)).length;
    const tooLong = await token({ ...form, padding: 'x'.repeat(spare + 1) });
    expect(await tooLong.json()).toMatchObject({
      error_description: 'Send application/x-www-form-urlencoded.',
    });
    const justRight = await token({ ...form, padding: 'x'.repeat(spare) });
    expect(await justRight.json()).toMatchObject({ error_description: 'Check the parameter grant_type.' });
  });

  it.each(['/', '='])('is refused if a stray %s precedes or follows the verifier', async (stray) => {
    const world = testWorld();
    for (const code_verifier of [stray + 'a'.repeat(43), 'a'.repeat(43) + stray]) {
      await world.token(world.exchange(await world.code(), { code_verifier }));
      expect(world.observations.at(-1)).toMatchObject({ rejection: { reason: 'malformed code_verifier' } });
    }
  });

  it('needs no resource for a code, because the grant already has a resource (RFC 8707 §2.2)', async () => {
    const world = testWorld();
    const code = await world.code();
    const { access_token } = await (await world.token(world.exchange(code, { resource: undefined }))).json();
    expect((await world.callMcp(access_token)).status).toBe(200);
  });

  it('may change the audience of the token if the server does not restrict audiences', async () => {
    const world = testWorld({ audienceRestriction: false });
    const audience = async (resource: string | undefined) => {
      const { access_token } = await (
        await world.token(world.exchange(await world.code(), { resource }))
      ).json();
      return (await verified(world, access_token)).aud;
    };
    expect(await audience(`${ORIGIN}/other`)).toBe(`${ORIGIN}/other`);
    expect(await audience(undefined)).toBe(world.resource);
  });

  it('consumes the code or the refresh token that it contains', async () => {
    const world = testWorld();
    const code = await world.code();
    const { refresh_token } = await (await world.token(world.exchange(code))).json();
    await world.refresh(refresh_token);
    expect(await world.store.isConsumed('code', code)).toBe(true);
    expect(await world.store.isConsumed('refresh token', refresh_token)).toBe(true);
  });

  it('is refused if another request has used its code, even if that request has created no grant', async () => {
    const world = testWorld();
    const code = await world.code();
    await world.store.consume('code', code);
    expect((await world.token(world.exchange(code))).status).toBe(400);
  });
});

describe('a refresh', () => {
  it('replaces the refresh token, and may request fewer scopes than the grant has (RFC 6749 §6)', async () => {
    const world = testWorld();
    const first = await world.signIn();
    const response = await world.refresh(first.refresh_token, { scope: 'openid notes:read' });
    const second = await response.json();
    expect(second.scope).toBe('openid notes:read');
    expect(second.refresh_token).toEqual(expect.any(String));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    // The grant keeps all its scopes: the next refresh gets them again.
    const third = await (await world.refresh(second.refresh_token)).json();
    expect(third.scope).toBe(first.scope);
  });

  it('returns a new refresh token only with rotation', async () => {
    const world = testWorld({ refreshTokenRotation: false });
    const { refresh_token } = await world.signIn();
    for (let use = 0; use < 2; use += 1) {
      const response = await world.refresh(refresh_token);
      expect(response.status).toBe(200);
      expect(await response.json()).not.toHaveProperty('refresh_token');
    }
  });

  it('for a resource other than the grant’s is refused without consuming the refresh token', async () => {
    const world = testWorld();
    const { refresh_token } = await world.signIn();
    const other = await world.refresh(refresh_token, { resource: `${ORIGIN}/other` });
    expect(await other.json()).toMatchObject({ error: 'invalid_target' });
    expect((await world.refresh(refresh_token, { resource: world.resource })).status).toBe(200);
  });
});

it.each<[string, (world: TestWorld) => Promise<unknown>]>([
  [
    'its code was presented twice',
    async (world) => {
      const code = await world.code();
      await world.token(world.exchange(code));
      await world.token(world.exchange(code));
    },
  ],
  [
    'a replaced refresh token was presented',
    async (world) => {
      const { refresh_token } = await world.signIn();
      await world.refresh(refresh_token);
      await world.refresh(refresh_token);
    },
  ],
  [
    'the client asked for it',
    async (world) => {
      const { refresh_token } = await world.signIn();
      await world.post('/revoke', { token: refresh_token, client_id: 'this-app' });
    },
  ],
])('the end of a grant is logged with its reason: %s', async (because, endIt) => {
  const world = testWorld();
  await endIt(world);
  expect(world.observations).toContainEqual({ kind: 'revoked grant', because });
  expect(await world.auditLog.entries()).toContainEqual({
    atMs: expect.any(Number),
    by: 'authorization server',
    event: 'revoked grant',
    subject: 'person-1',
    clientId: 'this-app',
    detail: because,
  });
});
