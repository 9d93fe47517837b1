import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { testPlatform } from './testing/platform.ts';
import { formOf } from './testing/servers.ts';
import {
  answered,
  comeBack,
  rotatingServer,
  SETTINGS,
  signedIn,
  tokenRequests,
} from './testing/signed-in.ts';

describe('a document that comes back from the back/forward cache', () => {
  it('is signed in where another document of its tab has signed in: it says nothing else meanwhile', async () => {
    const left = testPlatform(rotatingServer());
    left.locks = undefined;
    const session = createSession(SETTINGS, left);
    await session.restore();
    await session.signIn();
    const other = answered(left);
    await createSession(SETTINGS, other).completeSignIn();
    other.happens('pagehide');
    const states: string[] = [];
    session.subscribe(() => states.push(session.getSnapshot().status));
    left.happens('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    expect([...new Set(states)]).toEqual(['restoring', 'signed-in']);
    expect(await session.accessToken()).toBe('access-1');
    expect(tokenRequests(left)).toEqual([]);
  });

  it('goes on with the refresh token that another document of its tab has renewed meanwhile', async () => {
    const { session, platform } = await signedIn();
    platform.locks = undefined;
    platform.happens('pagehide');
    const other = platform.reload('https://app.example/');
    other.locks = undefined;
    const renewing = createSession(SETTINGS, other);
    await renewing.restore();
    await renewing.refresh();
    platform.happens('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    expect(await session.refresh()).toBe('access-4');
    expect(tokenRequests(platform).map((request) => formOf(request).refresh_token)).toEqual([
      'refresh-2',
      'refresh-3',
    ]);
  });

  it('is not signed in where another document of its tab has ended the session', async () => {
    const { session, platform } = await signedIn();
    platform.locks = undefined;
    platform.happens('pagehide');
    const other = platform.reload('https://app.example/');
    other.locks = undefined;
    await createSession(SETTINGS, other).signOut();
    platform.happens('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-out');
    expect(await session.accessToken()).toBeUndefined();
    expect(platform.requests).toEqual([]);
  });

  it('is as it was where the storage has no room: its grant is in memory alone', async () => {
    const { session, platform } = await signedIn();
    platform.tab.refuse = true;
    platform.happens('pagehide');
    platform.happens('pageshow');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('is as it was where nothing has happened to its grant', async () => {
    const platform = await comeBack(testPlatform(rotatingServer()));
    const session = createSession(SETTINGS, platform);
    await session.completeSignIn();
    const before = session.getSnapshot();
    platform.happens('pagehide');
    platform.happens('pageshow');
    expect(session.getSnapshot()).toEqual(before);
    expect(await session.accessToken()).toBe('access-1');
  });
});
