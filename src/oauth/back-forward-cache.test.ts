import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { revokedTokens, sentAs, tokenRequests } from './testing/requests.ts';
import { heldResponse, refreshAnswering, testServers, unreachable } from './testing/servers.ts';
import { rotatingServer, signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, restored, SETTINGS, signInAndReturn } from './testing/signing-in.ts';

it('a document that is loaded for the first time restores its session only when the app asks for it', async () => {
  const { platform } = await signedIn();
  const reloaded = platform.reload('https://app.example/');
  const session = createSession(SETTINGS, reloaded);
  reloaded.fire('pageshow', false);
  await reloaded.elapse(250);
  expect(session.getSnapshot()).toEqual({ status: 'restoring' });
  expect(reloaded.requests).toEqual([]);
});

it('a callback asks for its tab even if it refuses the response, so that Chromium discards a cached document', async () => {
  const left = testPlatform(testServers());
  await (await restored(left)).signIn();
  const callback = afterRedirect(left, { error: 'access_denied' });
  const heard: unknown[] = [];
  testPlatform(testServers(), { browser: left.browser }).broadcast.addEventListener('message', ({ data }) =>
    heard.push(data),
  );
  await expect(completed(callback)).rejects.toMatchObject({ code: 'access_denied' });
  expect(heard).toContainEqual(expect.stringMatching(/^whose tab /));
});

describe('a document that the browser restores from the back/forward cache', () => {
  it('is signed in if another document of its tab has signed in, and at no moment shows a wrong state', async () => {
    const left = testPlatform(rotatingServer());
    left.locks = undefined;
    const session = await restored(left);
    await session.signIn();
    const other = afterRedirect(left);
    await createSession(SETTINGS, other).completeSignIn();
    other.fire('pagehide');
    const states: string[] = [];
    session.subscribe(() => states.push(session.getSnapshot().status));
    left.fire('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    expect([...new Set(states)]).toEqual(['restoring', 'signed-in']);
    expect(await session.accessToken()).toBe('access-1');
    expect(tokenRequests(left)).toEqual([]);
  });

  it('continues with the refresh token that another document of its tab has received', async () => {
    const { session, platform } = await signedIn();
    platform.locks = undefined;
    platform.fire('pagehide');
    const other = platform.reload('https://app.example/');
    other.locks = undefined;
    const renewing = await restored(other);
    await renewing.refresh();
    platform.fire('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-in');
    expect(await session.refresh()).toBe('access-4');
    expect(sentAs('refresh_token', platform)).toEqual(['refresh-2', 'refresh-3']);
  });

  it('has no token of the previous user, although that user’s document left its token in the storage', async () => {
    const { session: ada, platform: first } = await signedIn();
    await ada.signIn('/', { prompt: 'login' });
    first.fire('pagehide');
    const callback = afterRedirect(first);
    const bob = await completed(callback);
    expect(await bob.accessToken()).toBe('access-2');
    callback.fire('pagehide');
    const next = callback.reload('https://app.example/');
    const renewing = await restored(next);
    await renewing.refresh();
    // The storage has no room, so this document cannot pass its token on.
    next.tab.full = true;
    next.fire('pagehide');
    next.reload();
    callback.thaw();
    callback.fire('pageshow');
    await callback.elapse(3_000);
    expect(await bob.accessToken()).toBe('access-4');
  });

  it('has no token of the previous user, even if it passed that token on without restoring a session', async () => {
    const { platform } = await signedIn();
    platform.fire('pagehide');
    const page = platform.reload('https://app.example/');
    const unrestored = createSession(SETTINGS, page);
    page.fire('pagehide');
    const next = page.reload();
    const ada = await restored(next);
    expect(await ada.accessToken()).toBe('access-1');
    await ada.signIn('/', { prompt: 'login' });
    next.fire('pagehide');
    const callback = afterRedirect(next);
    await createSession(SETTINGS, callback).completeSignIn();
    // The storage has no room, so this document cannot pass on the token of the next user.
    callback.tab.full = true;
    callback.fire('pagehide');
    callback.reload();
    page.thaw();
    page.fire('pageshow');
    await page.elapse(3_000);
    expect(await unrestored.accessToken()).toBe('access-3');
  });

  it('has no token of the previous user, even if the server issues no refresh tokens', async () => {
    let issued = 0;
    const respond: Responder = () => {
      issued += 1;
      return Response.json({ ...TOKENS, access_token: `access-${issued}`, refresh_token: undefined });
    };
    const first = await signInAndReturn(testPlatform(testServers({ [SERVER.tokenEndpoint]: respond })));
    first.locks = undefined;
    const ada = createSession(SETTINGS, first);
    await ada.completeSignIn();
    await ada.signIn('/', { prompt: 'login' });
    first.fire('pagehide');
    first.fire('pageshow');
    expect(await ada.accessToken()).toBe('access-1');
    first.fire('pagehide');
    const callback = afterRedirect(first);
    callback.locks = undefined;
    callback.pass(1_000);
    await createSession(SETTINGS, callback).completeSignIn();
    callback.fire('pagehide');
    first.fire('pageshow');
    await first.elapse(3_000);
    expect(await ada.accessToken()).toBeUndefined();
    expect(ada.getSnapshot()).toEqual({ status: 'signed-out', reason: 'not-signed-in' });
  });

  it('leaves no access token of any server in the storage', async () => {
    const { platform } = await signedIn();
    const tokens = () => [...platform.tab.entries.values()].filter((record) => record.includes('access-'));
    platform.fire('pagehide');
    expect(tokens()).toHaveLength(1);
    const between = platform.reload('https://app.example/other');
    createSession({ ...SETTINGS, serverUrl: 'https://other.example/mcp' }, between);
    expect(tokens()).toEqual([]);
    const next = between.reload('https://app.example/');
    await createSession(SETTINGS, next).restore();
    next.fire('pagehide');
    expect(tokens()).toHaveLength(1);
    between.thaw();
    between.fire('pageshow');
    expect(tokens()).toEqual([]);
  });

  it('is signed out if another document of its tab has ended the session', async () => {
    const { session, platform } = await signedIn();
    platform.locks = undefined;
    platform.fire('pagehide');
    const other = platform.reload('https://app.example/');
    other.locks = undefined;
    await createSession(SETTINGS, other).signOut();
    platform.fire('pageshow');
    await expect.poll(() => session.getSnapshot().status).toBe('signed-out');
    expect(await session.accessToken()).toBeUndefined();
    expect(platform.requests).toEqual([]);
  });

  it.each([
    ['signed-out-in-another-tab', 'before it comes back'],
    ['signed-out-in-another-tab', 'after it came back'],
    ['signed-out', 'before it comes back'],
  ])('is %s if it learns of a sign-out %s', async (reason, when) => {
    const { session, platform } = await signedIn();
    platform.locks = undefined;
    platform.fire('pagehide');
    const { browser } = platform;
    const there = reason === 'signed-out' ? { browser, tab: platform.tab } : { browser };
    const other = createSession(SETTINGS, testPlatform(testServers(), there));
    if (when === 'before it comes back') await other.signOut();
    platform.fire('pageshow');
    if (when === 'after it came back') await other.signOut();
    await expect.poll(() => session.getSnapshot()).toEqual({ status: 'signed-out', reason });
  });

  it('keeps its state if the storage is full, because it still has the grant in memory', async () => {
    const { session, platform } = await signedIn();
    platform.tab.refuse = true;
    platform.fire('pagehide');
    platform.fire('pageshow');
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('keeps its state if the storage has been full since before the first token', async () => {
    const full: Responder = () => {
      platform.tab.refuse = true;
      return Response.json(TOKENS);
    };
    const before = testPlatform(testServers({ [SERVER.tokenEndpoint]: full }));
    const platform = await signInAndReturn(before);
    const session = await completed(platform);
    platform.fire('pagehide');
    platform.fire('pageshow');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('keeps its state if its first access token has not arrived yet', async () => {
    const { platform } = await signedIn(refreshAnswering(unreachable));
    const reloaded = platform.reload('https://app.example/');
    const session = await restored(reloaded);
    const before = session.getSnapshot();
    expect(before.status).toBe('failed');
    reloaded.fire('pagehide');
    reloaded.fire('pageshow');
    expect(session.getSnapshot()).toEqual(before);
  });

  it('does not use the tokens of a refresh that began before another document ended the session', async () => {
    const { respond, send } = heldResponse();
    const { session, platform } = await signedIn(refreshAnswering(respond));
    platform.locks = undefined;
    const refreshing = session.refresh();
    await expect.poll(() => tokenRequests(platform)).toHaveLength(1);
    platform.fire('pagehide');
    // Deletes the grant, as the other document does after a final refusal.
    platform.tab.removeItem(`oauth:grant:${MCP}`);
    platform.fire('pageshow');
    send(Response.json({ ...TOKENS, access_token: 'access-2', refresh_token: 'refresh-2' }));
    await expect(refreshing).rejects.toMatchObject({ code: 'signed_out' });
    await expect.poll(() => session.getSnapshot().status).toBe('signed-out');
    expect(revokedTokens(platform)).toEqual(['refresh-2']);
    expect([...platform.tab.entries.values()].join()).not.toContain('refresh-2');
  });
});

it('a sign-in of a newly loaded document continues at pageshow', async () => {
  const platform = testPlatform(rotatingServer());
  const session = createSession(SETTINGS, platform);
  await session.signIn();
  platform.fire('pageshow', false);
  expect(session.getSnapshot()).toEqual({ status: 'redirecting' });
});
