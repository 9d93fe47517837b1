import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { createSession, dpop } from './index.ts';
import { API, proofOf, storedKeys } from './testing/dpop-servers.ts';
import {
  calls,
  finish,
  freshDatabases,
  jktOf,
  open,
  reloaded,
  settings,
  signIn,
} from './testing/dpop-tab.ts';
import { SERVER } from './testing/examples.ts';
import { tokenRequests } from './testing/requests.ts';
import { afterRedirect, SETTINGS } from './testing/signing-in.ts';

freshDatabases();

describe('a session with tokens that are bound to a key', () => {
  it('binds the code to a new key (§10), and proves possession of the key at the token endpoint (§5) and at the API (§7.1)', async () => {
    const before = open();
    await createSession(settings(), before).signIn();
    const jkt = jktOf(before);
    expect(jkt).toMatch(/^[\w-]{43}$/);
    expect(await storedKeys()).toEqual([jkt]);
    const { session, platform } = await finish(before, settings());
    const [exchange] = tokenRequests(platform);
    expect(proofOf(exchange).claims).toMatchObject({ htm: 'POST', htu: SERVER.tokenEndpoint });
    expect(proofOf(exchange).claims).not.toHaveProperty('ath');
    expect(await (await session.fetch(`${API}?page=2`)).text()).toBe('served');
    const [call] = calls(platform);
    expect(call?.headers.get('Authorization')).toBe('DPoP access-1');
    expect(proofOf(call).claims).toMatchObject({ htm: 'GET', htu: API });
  });

  it('continues and refreshes with the same key after a reload; each sign-in has a new key', async () => {
    const signedIn = await signIn();
    const { session, platform } = await reloaded(signedIn);
    expect(session.getSnapshot().status).toBe('signed-in');
    await session.refresh();
    expect(proofOf(tokenRequests(platform).at(-1)).header).toEqual(
      proofOf(tokenRequests(signedIn.platform).at(0)).header,
    );
    expect((await session.fetch(API)).status).toBe(200);
    await session.signIn();
    expect(await storedKeys()).toHaveLength(2);
  });

  it('does not continue in a copy of the tab, which signs in with a new key', async () => {
    const { session, platform } = await signIn();
    const copied = platform.duplicate();
    const copy = createSession(settings(), copied);
    const restoring = copy.restore();
    await copied.elapse(3_000);
    await restoring;
    expect(copy.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'duplicated-tab' });
    const [original] = await storedKeys();
    await copy.signIn();
    expect(jktOf(copied)).not.toBe(original);
    expect((await session.fetch(API)).status).toBe(200);
  });

  it('presents its token with a proof at the userinfo endpoint, too', async () => {
    const userinfo = 'https://as.example/t1/userinfo';
    const { issuer, authorizationEndpoint, tokenEndpoint } = SERVER;
    const made = () => ({
      clientId: 'app',
      redirectUri: SETTINGS.redirectUri,
      server: { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint: userinfo },
      vouched: { codeChallengeMethod: 'S256' } as const,
      scopes: ['openid'],
      userinfo: true,
      dpop: dpop('required'),
    });
    const claims = () => ({
      iss: issuer,
      aud: 'app',
      sub: 'user-1',
      nonce: new URL(before.navigations.at(-1) ?? '').searchParams.get('nonce'),
      iat: before.nowMs / 1000,
      exp: before.nowMs / 1000 + 60,
    });
    const before = open({ claims });
    await createSession(made(), before).signIn();
    const platform = afterRedirect(before);
    await createSession(made(), platform).completeSignIn();
    await vi.waitFor(() => expect(platform.requests.at(-1)?.url).toBe(userinfo), 30_000);
    const request = platform.requests.at(-1);
    expect(request?.headers.get('Authorization')).toBe('DPoP access-1');
    expect(proofOf(request).claims).toMatchObject({ htu: userinfo, ath: expect.any(String) });
  });

  it('refuses a bearer token (§5), and reports both token types', async () => {
    await expect(signIn({ tokenType: 'Bearer' })).rejects.toMatchObject({
      code: 'token_response_invalid',
      found: 'Bearer',
      expected: 'dpop',
    });
  });

  it('sends no token without a proof if the user signs out before a call is repeated', async () => {
    const { session, platform } = await signIn({ expired: ['access-1'] });
    session.subscribe(() => {
      if (session.getSnapshot().status === 'signed-in') void session.signOut();
    });
    await expect(session.fetch(API)).rejects.toMatchObject({ code: 'signed_out' });
    expect(calls(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['DPoP access-1']);
  });

  it('reports without delay a refusal that is too large to read, and names the server', async () => {
    const { session, platform } = await signIn();
    const { fetch } = platform;
    let left = 10;
    const body = new ReadableStream({
      pull(stream) {
        left -= 1;
        if (left > 0) stream.enqueue(new Uint8Array(100_000));
        else stream.close();
      },
    });
    // The refusal has a new nonce, so the session reads its body to decide whether to try again.
    const headers = { 'DPoP-Nonce': 'another' };
    platform.fetch = async (url, init) =>
      url === SERVER.tokenEndpoint ? new Response(body, { status: 400, headers }) : fetch(url, init);
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'response_too_large',
      at: SERVER.tokenEndpoint,
    });
  });

  it.each([
    ['post', 'POST'],
    ['Delete', 'DELETE'],
    ['query', 'query'],
  ])('signs the method %s as the browser sends it: %s', async (method, sent) => {
    const { session, platform } = await signIn();
    expect((await session.fetch(API, { method })).status).toBe(200);
    expect(proofOf(calls(platform)[0]).claims.htm).toBe(sent);
  });

  it('reports the step “token request with DPoP” if the browser hides the response, because a proof causes a preflight', async () => {
    let isHidden = false;
    const { session } = await signIn({ isHidden: () => isHidden });
    isHidden = true;
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'unreachable',
      step: 'token request with DPoP',
      at: SERVER.tokenEndpoint,
      cause: expect.any(TypeError),
    });
  });

  it('sends no `Authorization` header to the token endpoint', async () => {
    const { platform } = await signIn();
    expect(tokenRequests(platform)[0]?.headers.has('Authorization')).toBe(false);
  });
});
