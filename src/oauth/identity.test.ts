import { describe, expect, it, vi } from 'vitest';
import { claims, createSession, fetchUserinfo, type SessionSettings } from './index.ts';
import { SERVER } from './testing/examples.ts';
import { HOME, lastQuery, provider, SETUP, signIn, USERINFO } from './testing/openid-provider.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { afterRedirect, restored } from './testing/signing-in.ts';

describe('the identity of the user (OpenID Connect Core §5.1)', () => {
  const named = { name: 'Ada', email: 'ada@x.example', picture: 'https://x.example/a.png', roles: ['admin'] };

  it('has every claim of the ID token, even after a reload; the app chooses the types of the claims', async () => {
    const { session, platform } = await signIn(SETUP, provider({}, named));
    const next = await restored(platform.reload(HOME), SETUP);
    for (const { grant } of [session, next].map((each) => Object(each.getSnapshot()))) {
      expect(grant.identity).toMatchObject({
        subject: 'ada',
        name: 'Ada',
        email: 'ada@x.example',
        picture: named.picture,
      });
      expect(claims<{ roles: string[] }>(grant.identity).roles).toEqual(['admin']);
    }
    expect(claims<{ roles: string[] }>(undefined).roles).toBeUndefined();
  });

  it.each(['javascript:alert(1)', 'http://x.example/ada.png', 'ada.png', 7])(
    'has no picture at %s',
    async (picture) => {
      const { session } = await signIn(SETUP, provider({}, { picture }));
      expect(session.getSnapshot()).toMatchObject({ grant: { identity: { picture: undefined } } });
    },
  );

  describe('is completed with claims from the userinfo endpoint (§5.3)', () => {
    const ASKING = { ...SETUP, userinfo: true };
    const more = { sub: 'ada', email: 'ada@x.example', name: 'of the userinfo endpoint' };
    const at = (json: object) => provider({}, { name: 'Ada' }, { [USERINFO]: () => Response.json(json) });
    const asked = ({ requests }: TestPlatform) => requests.filter(({ url }) => url === USERINFO);

    it('after the token response, if the settings say so; claims of the ID token take precedence', async () => {
      const { session, platform } = await signIn(ASKING, at(more));
      expect(session.getSnapshot().status).toBe('signed-in');
      await new Promise<void>((resolve) => session.subscribe(resolve));
      expect(session.getSnapshot()).toMatchObject({
        status: 'signed-in',
        grant: { identity: { subject: 'ada', name: 'Ada', email: 'ada@x.example' } },
      });
      expect(asked(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer access-1']);
      const reloaded = await restored(platform.reload(HOME), ASKING);
      expect(reloaded.getSnapshot()).toMatchObject({ grant: { identity: { email: 'ada@x.example' } } });
    });

    it('even if the provider sends the subject as a number; a refresh accepts this subject, too', async () => {
      const subject = { sub: 7 };
      const respond = provider({}, subject, { [USERINFO]: () => Response.json({ ...more, ...subject }) });
      const { session } = await signIn(ASKING, respond);
      const grant = { identity: { subject: '7', email: 'ada@x.example' } };
      await vi.waitFor(() => expect(session.getSnapshot()).toMatchObject({ grant }), 30_000);
      await session.refresh();
      expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant });
    });

    it('outside a session, too: the app passes the token to `fetchUserinfo`', async () => {
      const platform = testPlatform(at(more));
      const grant = {
        server: { ...SERVER, userinfoEndpoint: USERINFO },
        clientId: 'app',
        scopes: [],
        identity: { subject: 'ada', claims: { name: 'Ada' } },
      };
      expect(await fetchUserinfo(platform, grant, 'access-9')).toMatchObject({
        name: 'Ada',
        email: 'ada@x.example',
      });
      expect(asked(platform).map(({ headers }) => headers.get('Authorization'))).toEqual(['Bearer access-9']);
    });

    it.each<[string, SessionSettings]>([
      ['if the settings do not ask for it', SETUP],
      ['if the token is bound to a resource', { ...ASKING, resource: 'https://api.example/' }],
      ['if there is no ID token to compare the response with', { ...ASKING, scopes: ['notes:read'] }],
    ])('but not %s', async (_when, settings) => {
      const { session, platform } = await signIn(settings, at(more));
      // By the end of the refresh, the session would have sent a request to the userinfo endpoint.
      await session.refresh();
      expect(asked(platform)).toEqual([]);
    });

    it('but not if a listener signs the user out immediately', async () => {
      const before = testPlatform(at(more));
      await createSession(ASKING, before).signIn();
      const platform = afterRedirect(before, { code: lastQuery(before).nonce });
      const session = createSession(ASKING, platform);
      session.subscribe(() => {
        if (session.getSnapshot().status === 'signed-in') void session.signOut();
      });
      await session.completeSignIn();
      await platform.elapse(250);
      expect(asked(platform)).toEqual([]);
    });

    it('but not if the grant has ended or a redirect has started in the meantime', async () => {
      const answers: ((json: object) => void)[] = [];
      const slow: Responder = () =>
        new Promise((resolve) => answers.push((json) => resolve(Response.json(json))));
      const waiting = async () => {
        const signedIn = await signIn(ASKING, provider({}, { name: 'Ada' }, { [USERINFO]: slow }));
        await vi.waitFor(() => expect(asked(signedIn.platform)).toHaveLength(1), 30_000);
        return signedIn;
      };
      const ended = await waiting();
      await ended.session.signOut();
      const leaving = await waiting();
      await leaving.session.signIn();
      for (const answer of answers) answer(more);
      await ended.platform.elapse(250);
      expect(ended.session.getSnapshot()).toMatchObject({ status: 'signing-out' });
      expect([...ended.platform.tab.entries].join()).not.toContain('ada@x.example');
      expect(leaving.session.getSnapshot()).toMatchObject({ status: 'redirecting' });
    });

    it.each<[string, Responder]>([
      ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
      ['names another user (§5.3.2)', () => Response.json({ ...more, sub: 'eve' })],
      ['names no user', () => Response.json({ email: 'ada@x.example' })],
      ['fails', () => new Response(null, { status: 500 })],
      ['returns a JWT', () => new Response('a.b.c', { headers: { 'Content-Type': 'application/jwt' } })],
    ])('but not if the endpoint %s', async (_what, userinfo) => {
      const { session, platform } = await signIn(
        ASKING,
        provider({}, { name: 'Ada' }, { [USERINFO]: userinfo }),
      );
      await vi.waitFor(() => expect(asked(platform)).toHaveLength(1), 30_000);
      await session.refresh();
      expect(session.getSnapshot()).toMatchObject({
        status: 'signed-in',
        grant: { identity: { name: 'Ada', email: undefined } },
      });
    });
  });
});
