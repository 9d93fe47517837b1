import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { MCP, SERVER, TOKENS } from './testing/examples.ts';
import { type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf, revocations, revokedTokens } from './testing/requests.ts';
import { formOf, granting, heldResponse, refreshAnswering, testServers } from './testing/servers.ts';
import { signedIn } from './testing/signed-in.ts';
import { afterRedirect, completed, SETTINGS } from './testing/signing-in.ts';

describe('a step-up (RFC 6750 §3.1)', () => {
  const grantingExcept = (refused: string[] = []) => {
    let asked = '';
    const answer = testServers({
      [SERVER.tokenEndpoint]: (request) => {
        const scope = asked
          .split(' ')
          .filter((each) => !refused.includes(each))
          .join(' ');
        return Response.json({ ...TOKENS, ...(formOf(request).code && { scope }) });
      },
    });
    return { answer, ask: (scope: string) => (asked = scope) };
  };

  /** Follows the newest navigation and returns with a code. */
  async function follow(platform: TestPlatform, ask: (scope: string) => void) {
    const scope = requestOf(platform).get('scope') ?? '';
    ask(scope);
    const back = afterRedirect(platform);
    const session = createSession(SETTINGS, back);
    const { returnTo } = await session.completeSignIn();
    return { session, platform: back, scope, returnTo };
  }

  async function stepUp(refused: string[], demanded: string[][]) {
    const { answer, ask } = grantingExcept(refused);
    const first = testPlatform(answer);
    await createSession(SETTINGS, first).signIn();
    let now = await follow(first, ask);
    for (const scopes of demanded) {
      await now.session.stepUp(scopes, '/tools/add_note');
      now = await follow(now.platform, ask);
    }
    return now;
  }

  it('requests the granted and the demanded scopes, and returns to the page', async () => {
    const { session, platform, scope, returnTo } = await stepUp([], [['notes:write']]);
    expect(scope.split(' ')).toEqual(
      expect.arrayContaining(['notes:read', 'openid', 'profile', 'notes:write']),
    );
    expect(returnTo).toBe('/tools/add_note');
    expect(session.getSnapshot()).toMatchObject({
      grant: { scopes: expect.arrayContaining(['notes:write']) },
    });
    // If the earlier token were revoked, a server might end all grants of the user to the client, even the new grant.
    expect(revocations(platform)).toEqual([]);
  });

  it('requests the granted and the demanded scopes, but does not start if all demanded scopes are granted, or if the last two step-ups each ended without a demanded scope', async () => {
    const demands = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), {
      maxLength: 6,
    });
    const never = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(never, demands, async (refused, demanded) => {
        const { answer, ask } = grantingExcept(refused);
        const first = testPlatform(answer);
        await createSession(SETTINGS, first).signIn();
        let now = await follow(first, ask);
        let fruitless = 0;
        for (const scopes of demanded) {
          const { grant }: { grant: { scopes: string[] } } = Object(now.session.getSnapshot());
          const left = await now.session.stepUp(scopes).then(
            () => true,
            () => false,
          );
          const pointless = scopes.every((scope) => grant.scopes.includes(scope));
          expect(left).toBe(!pointless && fruitless < 2);
          if (!left) continue;
          now = await follow(now.platform, ask);
          expect(now.scope.split(' ')).toEqual(expect.arrayContaining([...grant.scopes, ...scopes]));
          fruitless = scopes.some((scope) => refused.includes(scope)) ? fruitless + 1 : 0;
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is refused after two step-ups without a new scope, and does not change the session', async () => {
    const { session, platform } = await stepUp(['never'], [['never'], ['never']]);
    await expect(session.stepUp(['never'])).rejects.toMatchObject({ code: 'step_up_exhausted' });
    expect(platform.navigations).toEqual([]);
    expect(session.getSnapshot().status).toBe('signed-in');
    expect(await session.accessToken()).toBe('access-1');
  });

  it('keeps the current grant if the page cannot navigate away', async () => {
    const { session, platform } = await signedIn();
    platform.tab.refuse = true;
    await expect(session.stepUp(['more'])).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('shows the current grant again if the navigation does not happen', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['more']);
    expect(session.getSnapshot().status).toBe('redirecting');
    platform.pass(15_000);
    expect(session.getSnapshot().status).toBe('signed-in');
  });

  it('does not disturb a later operation if the navigation does not happen', async () => {
    let respond = granting();
    const { session, platform } = await signedIn(refreshAnswering((request) => respond(request)));
    await session.stepUp(['more']);
    await session.refresh();
    respond = heldResponse().respond;
    void session.refresh();
    await expect.poll(() => session.getSnapshot().status).toBe('refreshing');
    platform.pass(15_000);
    expect(session.getSnapshot().status).toBe('refreshing');
  });

  it('starts if one of the scopes is not granted yet, and returns home by default', async () => {
    const { session, platform } = await stepUp([], [['notes:write']]);
    await session.stepUp(['notes:write', 'more']);
    const state = requestOf(platform).get('state');
    expect(JSON.parse(platform.tab.entries.get(`oauth:pending:${state}`) ?? '')).toMatchObject({
      returnTo: '/',
      stepUp: { scopes: ['notes:write', 'more'], attempt: 1 },
    });
  });

  it('creates a new grant if the earlier grant is gone at the return', async () => {
    const { session, platform } = await signedIn();
    await session.stepUp(['more']);
    platform.tab.removeItem(`oauth:grant:${MCP}`);
    const back = afterRedirect(platform);
    const returned = await completed(back);
    expect(await returned.accessToken()).toBe('access-2');
    await returned.signOut();
    expect(revokedTokens(back)).toEqual(['refresh-2']);
  });

  it('is reported as a failed sign-in if it fails without a session', async () => {
    const platform = testPlatform(testServers());
    platform.framed = true;
    const session = createSession(SETTINGS, platform);
    await expect(session.stepUp(['a'])).rejects.toMatchObject({ code: 'framed' });
    expect(session.getSnapshot()).toMatchObject({ status: 'failed', error: { code: 'framed' } });
  });

  it('without a session, is a sign-in that also requests the demanded scopes', async () => {
    const platform = testPlatform(testServers());
    await createSession(SETTINGS, platform).stepUp(['notes:write']);
    expect(requestOf(platform).get('scope')).toBe('notes:read openid profile offline_access notes:write');
  });
});
