import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { createSession } from './index.ts';
import { API, dpopServers, storedKeys } from './testing/dpop-servers.ts';
import { finish, freshDatabases, settings, type Tab } from './testing/dpop-tab.ts';
import { type TestBrowser, type TestPlatform, testBrowser, testPlatform } from './testing/platform.ts';
import { afterRedirect, completed, restored } from './testing/signing-in.ts';

freshDatabases();

/** Signs in, in a new tab or in the tab of an earlier document. */
async function signIn(browser: TestBrowser = testBrowser(), tab?: TestPlatform): Promise<Tab> {
  const before: TestPlatform =
    tab ??
    testPlatform(
      dpopServers(() => before),
      { browser },
    );
  await createSession(settings(), before).signIn();
  return finish(before, settings());
}

/** The next document of a tab, which still has the access token. */
async function reloaded({ platform }: Tab): Promise<Tab> {
  platform.fire('pagehide');
  const next = platform.reload('https://app.example/');
  const session = await restored(next, settings());
  expect(session.getSnapshot().status).toBe('signed-in');
  return { session, platform: next };
}

const noKeyIsStored = () => vi.waitFor(async () => expect(await storedKeys()).toEqual([]), 30_000);

describe('the stored key of a grant', () => {
  it('is deleted in every tab at a sign-out, although each tab has a different key', async () => {
    const first = await signIn();
    const second = await signIn(first.platform.browser);
    expect(await storedKeys()).toHaveLength(2);
    await second.session.signOut();
    await noKeyIsStored();
    expect(first.session.getSnapshot()).toMatchObject({ reason: 'signed-out-in-another-tab' });
  });

  it('is deleted after a sign-out in another tab, even in a document that has no session with its server', async () => {
    const first = await signIn();
    const second = await signIn(first.platform.browser);
    first.platform.freeze();
    await second.session.signOut();
    await vi.waitFor(async () => expect(await storedKeys()).toHaveLength(1), 30_000);
    const other = { ...settings(), serverUrl: 'https://other.example/mcp' };
    await createSession(other, first.platform.reload('https://app.example/')).restore();
    await noKeyIsStored();
  });

  it('is deleted when a newer sign-in of the tab replaces the grant', async () => {
    const first = await signIn();
    const [replaced] = await storedKeys();
    const second = await signIn(first.platform.browser, first.platform);
    await vi.waitFor(async () => expect(await storedKeys()).toHaveLength(1), 30_000);
    expect(await storedKeys()).not.toContain(replaced);
    expect((await second.session.fetch(API)).status).toBe(200);
  });

  it('is deleted when a step-up replaces the grant, although that grant’s tokens are revoked later', async () => {
    const first = await signIn();
    const [replaced] = await storedKeys();
    await first.session.stepUp(['notes:write']);
    const platform = afterRedirect(first.platform);
    const session = await completed(platform, settings());
    await vi.waitFor(async () => expect(await storedKeys()).not.toContain(replaced), 30_000);
    expect((await session.fetch(API)).status).toBe(200);
  });

  it('is not stored again by a document that was loading the key at the sign-out', async () => {
    const { session } = await reloaded(await signIn());
    const { get } = IDBObjectStore.prototype;
    let signingOut: Promise<void> | undefined;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, jkt) {
      signingOut ??= session.signOut();
      return get.call(this, jkt);
    });
    await session.fetch(API);
    await signingOut;
    await noKeyIsStored();
  });

  it('is kept when a copy of the tab finds out that it is a copy', async () => {
    const original = await signIn();
    const copied = original.platform.duplicate();
    const copy = createSession(settings(), copied);
    const restoring = copy.restore();
    await copied.elapse(3_000);
    await restoring;
    expect(copy.getSnapshot()).toMatchObject({ reason: 'duplicated-tab' });
    expect((await (await reloaded(original)).session.fetch(API)).status).toBe(200);
  });
});
