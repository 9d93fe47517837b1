import { describe, expect, it } from 'vitest';
import { succeeded, type WeakSetting, weakened } from '../testing/weak-setting.ts';
import { CONFIDENTIAL, ORIGIN, REDIRECT_URI, testWorld } from '../testing/world.ts';
import { pageHeaders } from './page-headers.ts';
import type { Policy } from './policy.ts';

// The compiler requires a case for every setting. DPoP and pushed requests have tests of their own.
const SETTINGS: Record<
  Exclude<keyof Policy, `dpop${string}` | 'pushedAuthorizationRequests'>,
  WeakSetting
> = {
  pkceRequired: weakened({ pkceRequired: false }, 'missing code_challenge', async (world) => {
    const code = await world.code({ code_challenge: undefined, code_challenge_method: undefined });
    return succeeded(await world.token(world.exchange(code, { code_verifier: undefined })));
  }),
  plainAllowed: weakened({ plainAllowed: true }, 'unsupported code_challenge_method', async (world) => {
    const seenInTheUrl = 'a'.repeat(43);
    const code = await world.code({ code_challenge: seenInTheUrl, code_challenge_method: undefined });
    return succeeded(await world.token(world.exchange(code, { code_verifier: seenInTheUrl })));
  }),
  downgradeRefused: weakened(
    { downgradeRefused: false },
    'code_verifier without challenge',
    async (world) => {
      const code = await world.code();
      const record = await world.store.get('codes', code);
      if (!record) throw new Error('The store has no code.');
      await world.store.put('codes', { ...record, codeChallenge: undefined, codeChallengeMethod: undefined });
      return succeeded(await world.token(world.exchange(code)));
    },
  ),
  redirectUriMatching: weakened(
    { redirectUriMatching: 'prefix' },
    'unregistered redirect_uri',
    async (world) => {
      const redirect_uri = `${REDIRECT_URI}.evil.example/`;
      return (
        (await world.authorize({ redirect_uri })).headers.get('Location')?.startsWith(redirect_uri) ?? false
      );
    },
  ),
  verifierCheck: weakened({ verifierCheck: 'when sent' }, 'missing code_verifier', async (world) =>
    succeeded(await world.token(world.exchange(await world.code(), { code_verifier: undefined }))),
  ),
  codeClientBinding: weakened({ codeClientBinding: false }, 'code of another client', async (world) => {
    await world.store.put('clients', {
      ...CONFIDENTIAL,
      clientId: 'another',
      tokenEndpointAuthMethod: 'none',
    });
    const code = await world.code();
    return succeeded(await world.token(world.exchange(code, { client_id: 'another' })));
  }),
  clientAuthentication: weakened(
    { clientAuthentication: false },
    'client authentication failed',
    async (world) => {
      await world.store.put('clients', CONFIDENTIAL);
      const code = await world.code({ client_id: CONFIDENTIAL.clientId });
      return succeeded(await world.token(world.exchange(code, { client_id: CONFIDENTIAL.clientId })));
    },
  ),
  refreshScopeLimited: weakened({ refreshScopeLimited: false }, 'scope not granted', async (world) => {
    const { refresh_token } = await world.signIn();
    return succeeded(await world.refresh(refresh_token, { scope: 'notes:read notes:write' }));
  }),
  passwordRequired: weakened({ passwordRequired: false }, undefined, async (world) => {
    const response = await world.authorize({ username: 'ada', password: 'a guess' });
    return response.headers.get('Location')?.includes('code=') ?? false;
  }),
  issInResponses: weakened({ issInResponses: false }, undefined, async (world) => {
    return !new URL((await world.authorize()).headers.get('Location') ?? '').searchParams.has('iss');
  }),
  codeLifetimeMs: weakened({ codeLifetimeMs: 3600_000 }, undefined, async (world) => {
    const code = await world.code();
    world.advanceClock(60_000);
    return succeeded(await world.token(world.exchange(code)));
  }),
  codeSingleUse: weakened({ codeSingleUse: false }, 'code used before', async (world) => {
    const code = await world.code();
    await world.token(world.exchange(code));
    return succeeded(await world.token(world.exchange(code)));
  }),
  accessTokenLifetimeMs: weakened({ accessTokenLifetimeMs: 24 * 3600_000 }, undefined, async (world) => {
    const { access_token } = await world.signIn();
    world.advanceClock(16 * 60_000);
    return succeeded(await world.callMcp(access_token));
  }),
  refreshTokenRotation: weakened(
    { refreshTokenRotation: false },
    'refresh token used before',
    async (world) => {
      const { refresh_token } = await world.signIn();
      await world.refresh(refresh_token);
      return succeeded(await world.refresh(refresh_token));
    },
  ),
  refreshReuseDetection: weakened({ refreshReuseDetection: false }, undefined, async (world) => {
    const { refresh_token } = await world.signIn();
    const { access_token } = await (await world.refresh(refresh_token)).json();
    await world.refresh(refresh_token);
    return succeeded(await world.callMcp(access_token));
  }),
  refreshTokenLifetimeMs: weakened(
    { refreshTokenLifetimeMs: 365 * 24 * 3600_000 },
    undefined,
    async (world) => {
      const { refresh_token } = await world.signIn();
      world.advanceClock(9 * 3600_000);
      return succeeded(await world.refresh(refresh_token));
    },
  ),
  audienceRestriction: weakened({ audienceRestriction: false }, 'resource not granted', async (world) =>
    succeeded(await world.token(world.exchange(await world.code(), { resource: `${ORIGIN}/other` }))),
  ),
  // The attacker registers a client with the name of another client and with a callback of the attacker.
  registrationOffered: weakened({ registrationOffered: true }, undefined, async (world) => {
    const response = await world.register({
      client_name: 'This app',
      application_type: 'web',
      redirect_uris: ['https://evil.example/callback'],
    });
    return response.status === 201;
  }),
  // The attacker makes this server send a request to a machine of the attacker's choice.
  clientIdMetadataDocuments: weakened({ clientIdMetadataDocuments: true }, undefined, async (world) => {
    let fetched = false;
    world.documents.set('https://victim.example/x', () => {
      fetched = true;
      return new Response();
    });
    await world.authorize({ client_id: 'https://victim.example/x' });
    return fetched;
  }),
  framing: weakened({ framing: 'allowed' }, undefined, async ({ authorizationServer }) => {
    const served = new Headers({
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'X-Frame-Options': 'DENY',
    });
    const headers = pageHeaders(served, authorizationServer.policy);
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    const refused = headers.get('Content-Security-Policy')?.includes("frame-ancestors 'none'");
    expect(headers.get('X-Frame-Options') === 'DENY').toBe(refused);
    return !refused;
  }),
};

/** Further cases: another weak value, or another attack on the same weak value. */
const OTHER_WAYS: Record<string, WeakSetting> = {
  'a verifier that is the challenge': weakened(
    { verifierCheck: 'either method' },
    'code_verifier does not match',
    async (world) => {
      const code = await world.code();
      const { code_challenge } = world.approval();
      return succeeded(await world.token(world.exchange(code, { code_verifier: code_challenge })));
    },
  ),
  'a verifier of the right length': weakened(
    { verifierCheck: 'form only' },
    'code_verifier does not match',
    async (world) => {
      const code = await world.code();
      return succeeded(await world.token(world.exchange(code, { code_verifier: 'a'.repeat(43) })));
    },
  ),
  'a redirect URI of the same origin': weakened(
    { redirectUriMatching: 'origin' },
    'unregistered redirect_uri',
    async (world) => {
      const redirect_uri = `${ORIGIN}/elsewhere`;
      const { status, headers } = await world.authorize({ redirect_uri });
      return status === 303 && (headers.get('Location') ?? '').startsWith(redirect_uri);
    },
  ),
  'an unknown resource': weakened(
    { audienceRestriction: false },
    'unknown resource',
    async (world) =>
      (await world.authorize({ resource: `${ORIGIN}/other` })).headers.get('Location')?.includes('code=') ??
      false,
  ),
  'another resource at a refresh': weakened(
    { audienceRestriction: false },
    'resource not granted',
    async (world) => {
      const { refresh_token } = await world.signIn();
      return succeeded(await world.refresh(refresh_token, { resource: `${ORIGIN}/other` }));
    },
  ),
};

describe('a weak setting of the authorization server', () => {
  it.each<[string, WeakSetting]>(Object.entries({ ...SETTINGS, ...OTHER_WAYS }))(
    '%s: the attack succeeds only with the weak value, and if the weak server logs a reason, the safe server logs the same reason',
    async (_name, { weak, attack, tolerates: reason }) => {
      const lenient = testWorld(weak);
      expect(await attack(lenient)).toBe(true);
      const safe = testWorld();
      expect(await attack(safe)).toBe(false);
      if (reason === undefined) return;
      expect(lenient.observations).toContainEqual({ kind: 'tolerated', rejection: { reason } });
      expect(safe.observations).toContainEqual({
        kind: 'refused',
        endpoint: expect.any(String),
        rejection: { reason },
      });
      expect(safe.observations.filter(({ kind }) => kind === 'tolerated')).toEqual([]);
    },
  );

  it('for verifiers still refuses other wrong verifiers', async () => {
    const answersTo = async (verifierCheck: Policy['verifierCheck'], code_verifier: string | undefined) => {
      const world = testWorld({ verifierCheck });
      return (await world.token(world.exchange(await world.code(), { code_verifier }))).status;
    };
    expect(await answersTo('when sent', 'a'.repeat(43))).toBe(400);
    expect(await answersTo('either method', 'a'.repeat(43))).toBe(400);
    expect(await answersTo('either method', undefined)).toBe(400);
    expect(await answersTo('form only', undefined)).toBe(400);
    expect(await answersTo('form only', 'a'.repeat(42))).toBe(400);
  });

  it('for client authentication still refuses a wrong secret', async () => {
    const world = testWorld({ clientAuthentication: false });
    await world.store.put('clients', CONFIDENTIAL);
    const code = await world.code({ client_id: CONFIDENTIAL.clientId });
    const form = { client_id: CONFIDENTIAL.clientId, client_secret: 'a guess' };
    expect((await world.token(world.exchange(code, form))).status).toBe(401);
  });

  it('that compares redirect URIs by origin still refuses dot segments, another origin and a relative address', async () => {
    const world = testWorld({ redirectUriMatching: 'origin' });
    for (const redirect_uri of [
      `${ORIGIN}/callback/../elsewhere`,
      'https://evil.example/callback',
      'callback',
    ]) {
      expect((await world.authorize({ redirect_uri })).status, redirect_uri).toBe(400);
    }
  });

  it('appears in the metadata', async () => {
    const document = (policy: Partial<Policy>) => testWorld(policy).metadata();
    expect(await document({ plainAllowed: true, issInResponses: false })).toMatchObject({
      code_challenge_methods_supported: ['S256', 'plain'],
      authorization_response_iss_parameter_supported: false,
    });
    const safe = await document({});
    expect(safe).not.toHaveProperty('registration_endpoint');
    expect(safe).toMatchObject({
      client_id_metadata_document_supported: false,
      token_endpoint_auth_methods_supported: ['none'],
    });
    expect(await document({ registrationOffered: true, clientIdMetadataDocuments: true })).toMatchObject({
      registration_endpoint: `${ORIGIN}/idp/register`,
      client_id_metadata_document_supported: true,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    });
  });
});
