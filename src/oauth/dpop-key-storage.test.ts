import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { indexedDbKeys } from './dpop-keys.ts';
import { createSession, type DpopKeys, dpop } from './index.ts';
import { API, dpopServers, storedKeys } from './testing/dpop-servers.ts';
import { freshDatabases, jktOf, open, reloaded, settings, signIn } from './testing/dpop-tab.ts';
import { testPlatform } from './testing/platform.ts';
import { tokenRequests } from './testing/requests.ts';
import { restored } from './testing/signing-in.ts';

freshDatabases();

const DAY_MS = 24 * 3600_000;

/** Begins a sign-in in another tab. */
async function signInAt(nowMs: number): Promise<void> {
  const platform = testPlatform(
    dpopServers(() => platform),
    { nowMs },
  );
  await createSession(settings(), platform).signIn();
}

describe('a session with a stored key', () => {
  describe.each([false, true])('whose token the previous document handed over: %s', (handedOver) => {
    /** Reloads the page with another database, and calls the API. */
    async function callWith(database: unknown) {
      const signedIn = await signIn();
      if (handedOver) signedIn.platform.fire('pagehide');
      vi.stubGlobal('indexedDB', database);
      const tab = await reloaded(signedIn);
      await tab.session.fetch(API).catch(() => {});
      expect(tokenRequests(tab.platform)).toEqual([]);
      return tab;
    }

    it('ends when the browser no longer has the key', async () => {
      const { session } = await callWith(new IDBFactory());
      expect(session.getSnapshot()).toMatchObject({ status: 'signed-out', reason: 'session-ended' });
    });

    it('keeps the grant when IndexedDB fails, because the failure may be temporary', async () => {
      const { indexedDB } = globalThis;
      const { session, platform } = await callWith(undefined);
      const postponed = {
        error: { code: 'storage_unavailable', cause: expect.any(Error) },
        retryAtMs: expect.any(Number),
      };
      expect(session.getSnapshot()).toMatchObject(
        handedOver ? { status: 'signed-in', postponed } : { status: 'failed', ...postponed },
      );
      vi.stubGlobal('indexedDB', indexedDB);
      platform.pass(600_000);
      const renewed = { status: 'signed-in', grant: expect.anything() };
      await vi.waitFor(() => expect(session.getSnapshot()).toEqual(renewed), 30_000);
    });
  });

  it('does not use a refresh token that was replaced while a document of the back/forward cache read the key', async () => {
    const first = await signIn();
    first.platform.locks = undefined;
    first.platform.fire('pagehide');
    const platform = first.platform.reload('https://app.example/');
    platform.locks = undefined;
    let read = () => {};
    const reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    const get: DpopKeys['get'] = (jkt) => reading.then(() => indexedDbKeys.get(jkt));
    const made = { ...settings(), dpop: dpop('required', { ...indexedDbKeys, get }) };
    const session = await restored(platform, made);
    const refreshing = session.refresh();
    await platform.elapse(0);
    platform.fire('pagehide');
    first.platform.fire('pageshow');
    await first.session.refresh();
    first.platform.fire('pagehide');
    platform.fire('pageshow');
    read();
    await expect(refreshing).rejects.toMatchObject({ code: 'signed_out' });
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    expect(tokenRequests(platform)).toEqual([]);
  });

  it('deletes the key at the sign-out, but a `fetch` that a library got before can still sign a last request', async () => {
    const { session, platform } = await signIn();
    const present = session.presenting('access-1');
    await session.signOut();
    await vi.waitFor(async () => expect(await storedKeys()).toEqual([]), 30_000);
    expect((await present(API, { method: 'DELETE' })).status).toBe(200);
    const sent = platform.requests.length;
    await expect(session.presenting('access-1')(API, {})).rejects.toMatchObject({ code: 'signed_out' });
    expect(platform.requests).toHaveLength(sent);
  });

  it('closes its connection to the database, and reads the key once in a document', async () => {
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

  it.each<[string, number[], boolean]>([
    ['deletes a key that two sign-ins, over 30 days apart, find unused for 30 days', [0, 31, 62], false],
    ['keeps a key that two sign-ins, 30 days apart, find unused for 30 days', [30, 31, 61], true],
    ['keeps its key if the clock is sometimes wrong by 40 days', [40, 1, 41, 2], true],
  ])('%s', async (_rule, signInDays, isKept) => {
    const first = await signIn();
    const [used] = await storedKeys();
    for (const day of signInDays) await signInAt(first.platform.nowMs + day * DAY_MS);
    expect((await storedKeys()).includes(String(used))).toBe(isKept);
    expect(await storedKeys()).toHaveLength(signInDays.filter(Boolean).length + Number(isKept));
  });

  it('stores its key beside values of another script, and leaves those values unchanged', async () => {
    await signInAt(0);
    const opening = indexedDB.open('oauth-dpop', 1);
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const transaction = opening.result.transaction('keys', 'readwrite');
    for (const [key, value] of Object.entries({ a: null, b: 'text', c: { usedAtMs: 'x' } }))
      transaction.objectStore('keys').put(value, key);
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opening.result.close();
    const { session } = await signIn();
    expect((await session.fetch(API)).status).toBe(200);
    expect(await storedKeys()).toHaveLength(5);
    expect(await storedKeys()).toEqual(expect.arrayContaining(['a', 'b', 'c']));
  });

  it('keeps the grant if IndexedDB does not respond within five seconds', async () => {
    const signedIn = await signIn();
    onTestFinished(() => void vi.useRealTimers());
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    vi.spyOn(indexedDB, 'open').mockReturnValue(Object.create(null));
    const reloading = reloaded(signedIn);
    await vi.advanceTimersByTimeAsync(5_000);
    const error = { code: 'storage_unavailable', cause: { name: 'TimeoutError', message: 'IndexedDB' } };
    expect((await reloading).session.getSnapshot()).toMatchObject({ status: 'failed', error });
  });

  it('counts the 30 days from the last document that has used the key', async () => {
    const first = await signIn();
    const [used] = await storedKeys();
    first.platform.pass(20 * DAY_MS);
    const { session, platform } = await reloaded(first);
    expect(session.getSnapshot().status).toBe('signed-in');
    await signInAt(platform.nowMs + 20 * DAY_MS);
    expect(await storedKeys()).toContain(used);
  });
});

describe('a browser that cannot store a key', () => {
  it('starts no sign-in if the settings require binding', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const platform = open();
    const session = createSession(settings(), platform);
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({
      error: { code: 'dpop_key_unavailable', cause: expect.any(Error) },
    });
    expect(platform.navigations).toEqual([]);
  });

  it('starts no sign-in if the database has a later version', async () => {
    const later = indexedDB.open('oauth-dpop', 2);
    await new Promise((resolve) => {
      later.onsuccess = resolve;
    });
    const session = createSession(settings(), open());
    await session.signIn();
    expect(session.getSnapshot()).toMatchObject({ error: { code: 'dpop_key_unavailable' } });
  });

  it('signs in with a bearer token if the setting is “when supported”', async () => {
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
    await vi.waitFor(() => expect(pairs.size).toBe(0), 30_000);
  });
});
