import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AppSettings, createSession, type DpopKeys, dpop, type Session } from './index.ts';
import { API, type DpopServersOptions, dpopServers, proofOf, storedKeys } from './testing/dpop-servers.ts';
import { type TestPlatform, testPlatform } from './testing/platform.ts';
import { SERVER } from './testing/servers.ts';
import { afterRedirect, SETTINGS, tokenRequests } from './testing/signed-in.ts';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** The settings as each document of the app creates them. */
const settings = (demand: Parameters<typeof dpop>[0] = 'required') => ({
  ...SETTINGS,
  scopes: [],
  api: ['https://api.example'],
  dpop: dpop(demand),
});

interface Tab {
  session: Session;
  platform: TestPlatform;
}

function open(options: DpopServersOptions = {}): TestPlatform {
  const platform: TestPlatform = testPlatform(dpopServers(() => latest, options));
  let latest = platform;
  const { reload } = platform;
  const follow = (before: typeof reload) => (url?: string) => {
    latest = before(url);
    latest.reload = follow(latest.reload);
    return latest;
  };
  platform.reload = follow(reload);
  return platform;
}

async function signIn(options: DpopServersOptions = {}, made = settings): Promise<Tab> {
  const before = open(options);
  await createSession(made(), before).signIn();
  return finish(before, made());
}

async function finish(before: TestPlatform, made: AppSettings & { serverUrl: string }): Promise<Tab> {
  const platform = afterRedirect(before);
  const session = createSession(made, platform);
  await session.completeSignIn();
  return { session, platform };
}

/** The next document of a tab, with its session. */
async function reloaded({ platform }: Tab): Promise<Tab> {
  const next = platform.reload('https://app.example/');
  const session = createSession(settings(), next);
  await session.restore();
  return { session, platform: next };
}

const jktOf = (platform: TestPlatform) =>
  new URL(platform.navigations.at(-1) ?? '').searchParams.get('dpop_jkt');

const calls = ({ requests }: TestPlatform) => requests.filter(({ url }) => url.startsWith(API));

describe('a session with tokens that are bound to a key', () => {
  it('binds the code to a new key (§10), proves its possession at the token endpoint (§5) and at the API (§7.1)', async () => {
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

  it('continues after a reload and refreshes with the same key, each sign-in having its own', async () => {
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

  it('is not continued by a copy of the tab, which signs in with a key of its own', async () => {
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
    const server = { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint: userinfo };
    const made = () => ({
      clientId: 'app',
      redirectUri: SETTINGS.redirectUri,
      server,
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
    await vi.waitFor(() => expect(platform.requests.at(-1)?.url).toBe(userinfo));
    const request = platform.requests.at(-1);
    expect(request?.headers.get('Authorization')).toBe('DPoP access-1');
    expect(proofOf(request).claims).toMatchObject({ htu: userinfo, ath: expect.any(String) });
  });

  it('refuses a bearer token (§5), and names both types', async () => {
    await expect(signIn({ tokenType: 'Bearer' })).rejects.toMatchObject({
      code: 'token_response_invalid',
      found: 'Bearer',
      expected: 'dpop',
    });
  });

  it('ends when the browser no longer has the key, and leads to a new sign-in', async () => {
    const signedIn = await signIn();
    vi.stubGlobal('indexedDB', new IDBFactory());
    const { session, platform } = await reloaded(signedIn);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
    expect(tokenRequests(platform)).toEqual([]);
  });

  it('keeps the grant while IndexedDB fails, which may pass', async () => {
    const signedIn = await signIn();
    const { indexedDB } = globalThis;
    vi.stubGlobal('indexedDB', undefined);
    const { session, platform } = await reloaded(signedIn);
    const error = { code: 'storage_unavailable', cause: expect.any(Error) };
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error, retryAtMs: expect.any(Number) });
    vi.stubGlobal('indexedDB', indexedDB);
    platform.pass(600_000);
    await vi.waitFor(() => expect(session.getSnapshot().status).toBe('signed-in'));
  });

  it('deletes the key at the sign-out, and a library can still end its own session at the server', async () => {
    const { session, platform } = await signIn();
    const present = session.presenting('access-1');
    await session.signOut();
    await vi.waitFor(async () => expect(await storedKeys()).toEqual([]));
    expect((await present(API, { method: 'DELETE' })).status).toBe(200);
    const sent = platform.requests.length;
    await expect(session.presenting('access-1')(API, {})).rejects.toMatchObject({ code: 'signed_out' });
    expect(platform.requests).toHaveLength(sent);
  });

  it('sends no token without a proof if a sign-out overtakes the repetition of a call', async () => {
    let endCancel: (() => void) | undefined;
    const cancel = () =>
      new Promise<void>((resolve) => {
        endCancel = resolve;
      });
    const { session, platform } = await signIn({ expired: ['access-1'] });
    const { fetch } = platform;
    platform.fetch = async (url, init) => {
      const response = await fetch(url, init);
      const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1)), cancel });
      return url === API ? new Response(body, response) : response;
    };
    const calling = session.fetch(API);
    await vi.waitFor(() => expect(endCancel).toBeDefined());
    await session.signOut();
    endCancel?.();
    await expect(calling).rejects.toMatchObject({ code: 'signed_out' });
    expect(calls(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['DPoP access-1']);
  });

  it.each([
    ['post', 'POST'],
    ['Delete', 'DELETE'],
    ['query', 'query'],
  ])('proves the method %s as the browser sends it: %s', async (method, sent) => {
    const { session, platform } = await signIn();
    expect((await session.fetch(API, { method })).status).toBe(200);
    expect(proofOf(calls(platform)[0]).claims.htm).toBe(sent);
  });

  it('keeps no connection to the database open, and reads the key once for a document', async () => {
    const signedIn = await signIn();
    const { session } = await reloaded(signedIn);
    const opened = vi.spyOn(indexedDB, 'open');
    await session.fetch(API);
    await session.refresh();
    expect(opened).not.toHaveBeenCalled();
    const deletion = indexedDB.deleteDatabase('oauth-dpop');
    const outcome = await new Promise((resolve) => {
      deletion.onsuccess = () => resolve('deleted');
      deletion.onblocked = () => resolve('blocked');
    });
    expect(outcome).toBe('deleted');
  });

  it('names the request with a proof when the browser hides its response: a proof causes a preflight', async () => {
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

  it('sends no `Authorization` to the token endpoint', async () => {
    const { platform } = await signIn();
    expect(tokenRequests(platform)[0]?.headers.has('Authorization')).toBe(false);
  });

  it('deletes a key that no document has used for 30 days, and no other, at the next sign-in', async () => {
    const first = await signIn();
    const [abandoned] = await storedKeys();
    first.platform.pass(29 * 24 * 3600_000);
    await first.session.signIn();
    expect(await storedKeys()).toContain(abandoned);
    const signInLater = (laterMs: number) => {
      const nowMs = first.platform.nowMs + laterMs;
      const platform = testPlatform(
        dpopServers(() => platform),
        { nowMs },
      );
      return createSession(settings(), platform).signIn();
    };
    const dayMs = 24 * 3600_000;
    await signInLater(dayMs);
    expect(await storedKeys()).toContain(abandoned);
    await signInLater(dayMs + 1);
    expect(await storedKeys()).toHaveLength(3);
    expect(await storedKeys()).not.toContain(abandoned);
  });
});

describe('a server that does not bind tokens', () => {
  it.each([null, [], ['RS256', 'PS256'], 'none', { ES256: true }])(
    'lists %j: it is refused before the redirect if binding is required',
    async (algorithms) => {
      const platform = open({ algorithms });
      const session = createSession(settings(), platform);
      await session.signIn();
      expect(session.getSnapshot()).toMatchObject({
        error: { code: 'dpop_unsupported', at: SERVER.issuer },
      });
      expect(platform.navigations).toEqual([]);
      expect(await storedKeys()).toEqual([]);
    },
  );

  it('gets neither `dpop_jkt` nor a proof if binding is wanted when supported, and its tokens are bearer tokens', async () => {
    const deleted: string[] = [];
    const keys: DpopKeys = {
      get: async () => undefined,
      put: async () => {},
      delete: async (jkt) => void deleted.push(jkt),
    };
    const made = () => ({ ...settings(), dpop: dpop('when supported', keys) });
    const before = open({ algorithms: ['RS256'] });
    await createSession(made(), before).signIn();
    expect(jktOf(before)).toBeNull();
    const { session, platform } = await finish(before, made());
    expect((await session.fetch(API)).status).toBe(200);
    await session.refresh();
    expect(calls(platform)[0]?.headers.get('Authorization')).toBe('Bearer access-1');
    expect(platform.requests.filter(({ headers }) => headers.has('DPoP'))).toEqual([]);
    await session.signOut();
    expect(deleted).toEqual([]);
  });

  it('cannot downgrade a session that is bound when supported', async () => {
    const signingIn = signIn({ tokenType: 'bearer' }, () => settings('when supported'));
    await expect(signingIn).rejects.toMatchObject({ code: 'token_response_invalid', expected: 'dpop' });
  });

  it('is accepted with configured endpoints, for which the developer vouches', async () => {
    const { issuer, authorizationEndpoint, tokenEndpoint } = SERVER;
    const platform = open();
    const session = createSession(
      {
        clientId: 'app',
        redirectUri: SETTINGS.redirectUri,
        server: { issuer, authorizationEndpoint, tokenEndpoint },
        vouched: { codeChallengeMethod: 'S256' },
        dpop: dpop('required'),
      },
      platform,
    );
    await session.signIn();
    expect(jktOf(platform)).toMatch(/^[\w-]{43}$/);
  });

  it('issued the stored grant as a bearer token: it is not refreshed once binding is required', async () => {
    const before = open({ algorithms: [] });
    const bearer = { ...settings('when supported'), dpop: undefined };
    await createSession(bearer, before).signIn();
    const platform = afterRedirect(before);
    // The token endpoint of the test wants a proof in any case.
    await createSession(settings('when supported'), platform)
      .completeSignIn()
      .catch(() => {});
    platform.storage.tab.setItem(
      `oauth:grant:${SETTINGS.serverUrl}`,
      JSON.stringify({
        server: SERVER,
        clientId: 'app',
        resource: SETTINGS.serverUrl,
        scopes: [],
        refreshToken: 'refresh-1',
      }),
    );
    const next = platform.reload('https://app.example/');
    const session = createSession(settings(), next);
    await session.restore();
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
    expect(tokenRequests(next)).toEqual([]);
  });
});

describe('a browser that cannot store a key', () => {
  it('starts no sign-in if binding is required', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const platform = open();
    const session = createSession(settings(), platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      error: { code: 'dpop_key_unavailable', cause: expect.any(Error) },
    });
    expect(platform.navigations).toEqual([]);
  });

  it('starts none if its database is of a later version either', async () => {
    const later = indexedDB.open('oauth-dpop', 2);
    await new Promise((resolve) => {
      later.onsuccess = resolve;
    });
    const session = createSession(settings(), open());
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ error: { code: 'dpop_key_unavailable' } });
  });

  it('signs in with a bearer token if binding is wanted when supported', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const platform = open();
    await createSession(settings('when supported'), platform).signIn();
    expect(platform.navigations).toHaveLength(1);
    expect(jktOf(platform)).toBeNull();
  });

  it('uses the key store of the app instead, if the app has one', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const pairs = new Map<string, CryptoKeyPair>();
    const keys: DpopKeys = {
      get: async (jkt) => pairs.get(jkt),
      put: async (jkt, pair) => void pairs.set(jkt, pair),
      delete: async (jkt) => void pairs.delete(jkt),
    };
    const { session } = await signIn({}, () => ({ ...settings(), dpop: dpop('required', keys) }));
    expect((await session.fetch(API)).status).toBe(200);
    await session.signOut();
    await vi.waitFor(() => expect(pairs.size).toBe(0));
  });
});

describe('a server that demands a nonce', () => {
  const AS = 'https://as.example';
  const RS = 'https://api.example';

  it('gets the token request and the call again with its own nonce, once, and then the newest with each request', async () => {
    const nonces = { [AS]: 'as-1', [RS]: 'rs-1' };
    const { session, platform } = await signIn({ nonces });
    expect(tokenRequests(platform).map((request) => proofOf(request).claims.nonce)).toEqual([
      undefined,
      'as-1',
    ]);
    expect((await session.fetch(API)).status).toBe(200);
    expect((await session.fetch(API)).status).toBe(200);
    nonces[RS] = 'rs-2';
    expect((await session.fetch(API)).status).toBe(200);
    expect(calls(platform).map((request) => proofOf(request).claims.nonce)).toEqual([
      undefined,
      'rs-1',
      'rs-1',
      'rs-1',
      'rs-2',
    ]);
    await session.refresh();
    expect(tokenRequests(platform)).toHaveLength(3);
  });

  it('and hides it from this origin: the refusal is named, and a grant is kept', async () => {
    const nonces: Record<string, string> = {};
    const { session, platform } = await signIn({ nonces, exposesNonce: false });
    nonces[AS] = 'as-1';
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'dpop_proof_refused',
      at: SERVER.tokenEndpoint,
      status: 400,
      refusal: { error: 'use_dpop_nonce' },
    });
    expect(tokenRequests(platform)).toHaveLength(2);
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', postponed: {} });
  });

  it('gets no second request when the refusal is about the grant: a code works once', async () => {
    const { session, platform } = await signIn({ offeredNonce: 'as-1' });
    const grant = `oauth:grant:${SETTINGS.serverUrl}`;
    const record = JSON.parse(platform.tab.getItem(grant) ?? '{}');
    platform.tab.setItem(grant, JSON.stringify({ ...record, refreshToken: 'of another client' }));
    const later = await reloaded({ session, platform });
    expect(tokenRequests(later.platform)).toHaveLength(1);
    expect(later.session.getSnapshot()).toMatchObject({ reason: 'session-ended' });
  });

  it('gets a request again as well if the browser hides its challenge', async () => {
    const { session, platform } = await signIn({ nonces: { [RS]: 'rs-1' }, exposesChallenge: false });
    expect((await session.fetch(API)).status).toBe(200);
    expect(calls(platform)).toHaveLength(2);
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('gets no second request when it only supplies a nonce, or refuses the token', async () => {
    const expired: string[] = [];
    const { session, platform } = await signIn({ offeredNonce: 'rs-1', expired });
    expect((await session.fetch(API)).status).toBe(200);
    expect(calls(platform)).toHaveLength(1);
    const other = await signIn({ offeredNonce: 'rs-1', expired: ['access-1'] });
    expect((await other.session.fetch(API)).status).toBe(200);
    expect(calls(other.platform).map(({ headers }) => headers.get('Authorization'))).toEqual([
      'DPoP access-1',
      'DPoP access-2',
    ]);
  });

  it('gets a stream only once', async () => {
    const { session, platform } = await signIn({ nonces: { [RS]: 'rs-1' } });
    const body = new Blob(['x']).stream();
    const response = await session.fetch(API, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(401);
    expect(calls(platform)).toHaveLength(1);
  });
});

describe('a device whose clock is wrong', () => {
  it('proves with the time of the server where it can read that, after one refusal', async () => {
    let aheadMs = 0;
    const platform: { current?: TestPlatform } = {};
    const tab = await signIn({
      exposesDate: true,
      now: () => (platform.current?.nowMs ?? 1_750_000_000_000) + aheadMs,
    });
    platform.current = tab.platform;
    aheadMs = 600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
    expect(calls(tab.platform)).toHaveLength(2);
    await tab.session.fetch(API);
    expect(calls(tab.platform)).toHaveLength(3);
    aheadMs = -600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
  });

  it('takes no time from a response that a cache may have kept', async () => {
    let keptForMs = 0;
    const tab = await signIn();
    const { fetch } = tab.platform;
    tab.platform.fetch = async (url, init) => {
      const response = await fetch(url, init);
      response.headers.set('Date', new Date(tab.platform.nowMs - keptForMs).toUTCString());
      return response;
    };
    keptForMs = 3_600_000;
    expect((await tab.session.fetch(API)).status).toBe(200);
    keptForMs = 0;
    const body = new Blob(['x']).stream();
    const response = await tab.session.fetch(API, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(200);
  });

  it('is told so where it cannot, and keeps its grant', async () => {
    let aheadMs = 0;
    const { session } = await signIn({ now: () => 1_750_000_000_000 + aheadMs });
    aheadMs = 600_000;
    await expect(session.refresh()).rejects.toMatchObject({
      code: 'dpop_proof_refused',
      refusal: { error: 'invalid_dpop_proof' },
    });
    expect(session.getSnapshot().status).toBe('signed-in');
  });
});
