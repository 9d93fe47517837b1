import { describe, expect, it } from 'vitest';
import { createSession, type SessionSettings, sessionKey } from './index.ts';
import { SERVER_METADATA } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { requestOf } from './testing/requests.ts';
import { formOf } from './testing/servers.ts';
import { afterRedirect, completed, restored } from './testing/signing-in.ts';
import { earlierSessionKey, isNameOf, isResourceOf } from './where-to-sign-in.ts';

const APP = { clientId: 'app', redirectUri: REDIRECT_URI };
const ENDPOINTS = {
  issuer: ISSUER,
  authorizationEndpoint: SERVER.authorizationEndpoint,
  tokenEndpoint: SERVER.tokenEndpoint,
};
const CONFIGURED = { ...APP, server: ENDPOINTS, vouched: { codeChallengeMethod: 'S256' } } as const;
const OPENID_METADATA = `${ISSUER}/.well-known/openid-configuration`;

/** A plain OpenID provider: it does not know `resource`, and publishes only its discovery document. */
const provider = (metadata: object = {}, routes: Record<string, Responder> = {}): Responder => {
  const answers: Record<string, Responder> = {
    [OPENID_METADATA]: () => Response.json({ ...SERVER_METADATA, ...metadata }),
    [SERVER.tokenEndpoint]: () => Response.json(TOKENS),
    ...routes,
  };
  return (request) => answers[request.url]?.(request) ?? new Response(null, { status: 404 });
};

/** Starts a sign-in. @returns the query of the authorization request, or the failure. */
async function leaveFor(settings: SessionSettings, answer: Responder = provider(), parameters = {}) {
  const platform = testPlatform(answer);
  const session = createSession(settings, platform);
  await session.signIn('/notes', parameters);
  const [url] = platform.navigations;
  const query = url === undefined ? undefined : Object.fromEntries(new URL(url).searchParams);
  return { platform, session, query, state: session.getSnapshot() };
}

describe('a sign-in by issuer', () => {
  it('finds the provider by its OpenID discovery document, and sends no resource', async () => {
    const { platform, query } = await leaveFor({ ...APP, issuer: ISSUER, scopes: ['openid', 'email'] });
    expect(platform.requests.map(({ url }) => url).at(-1)).toBe(OPENID_METADATA);
    expect(query).toMatchObject({ client_id: 'app', scope: 'openid email', code_challenge_method: 'S256' });
    expect(query).not.toHaveProperty('resource');
  });

  it('sends one request between the callback and the token', async () => {
    const { platform } = await leaveFor({ ...APP, issuer: ISSUER });
    const back = afterRedirect(platform);
    const session = createSession({ ...APP, issuer: ISSUER }, back);
    expect(await session.completeSignIn()).toEqual({ returnTo: '/notes' });
    expect(back.requests.map(({ url }) => url)).toEqual([SERVER.tokenEndpoint]);
    expect(formOf(back.requests[0])).not.toHaveProperty('resource');
    expect(await session.accessToken()).toBe('access-1');
    expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { resource: undefined } });
  });
});

describe('a sign-in by configuration', () => {
  it('sends no request before the redirect, and one request between the callback and the token', async () => {
    const { platform, query } = await leaveFor({ ...CONFIGURED, scopes: ['notes:read'] });
    expect(platform.requests).toEqual([]);
    expect(query).toMatchObject({ scope: 'notes:read', code_challenge_method: 'S256' });
    const back = afterRedirect(platform);
    await completed(back, CONFIGURED);
    expect(back.requests.map(({ url }) => url)).toEqual([SERVER.tokenEndpoint]);
  });

  it('continues after a reload, and uses only the recorded endpoints', async () => {
    const { platform } = await leaveFor(CONFIGURED);
    const back = afterRedirect(platform);
    await createSession(CONFIGURED, back).completeSignIn();
    const reloaded = back.reload('https://app.example/');
    expect((await restored(reloaded, CONFIGURED)).getSnapshot().status).toBe('signed-in');
    expect(reloaded.requests.map((request) => formOf(request).grant_type)).toEqual(['refresh_token']);
  });
});

it.each<[string, SessionSettings]>([
  ['a resource', { ...APP, issuer: ISSUER, resource: '' }],
  ['an endpoint', { ...CONFIGURED, server: { ...ENDPOINTS, revocationEndpoint: '' } }],
  ['an end-session page', { ...CONFIGURED, vouched: { ...CONFIGURED.vouched, endSessionEndpoint: '' } }],
])('a setting that is empty counts as absent: %s', async (_what, settings) => {
  const session = await completed(afterRedirect((await leaveFor(settings)).platform), settings);
  expect(session.getSnapshot()).toMatchObject({ status: 'signed-in', grant: { resource: undefined } });
});

it.each<[string, SessionSettings]>([
  ['issuer', { ...APP, issuer: ISSUER }],
  ['configuration', CONFIGURED],
])('a sign-in by %s requests no scope if the settings name no scope', async (_way, settings) => {
  const { query } = await leaveFor(settings);
  expect(query).toHaveProperty('client_id');
  expect(query).not.toHaveProperty('scope');
});

describe('two apps on one origin, with one issuer', () => {
  const app = (name: string) => ({
    issuer: ISSUER,
    clientId: name,
    redirectUri: `https://app.example/${name}/callback`,
  });

  it('each have a separate grant in a tab, and a sign-out in one app does not sign the user out of the other', async () => {
    let tab = testPlatform(provider());
    for (const name of ['one', 'two']) {
      tab = tab.reload(`https://app.example/${name}/`);
      const session = createSession(app(name), tab);
      await session.restore();
      expect(session.getSnapshot()).toMatchObject({ status: 'signed-out' });
      await session.signIn();
      tab = tab.reload(`${app(name).redirectUri}?code=1&iss=${ISSUER}&state=${requestOf(tab).get('state')}`);
      await createSession(app(name), tab).completeSignIn();
    }
    tab = tab.reload('https://app.example/one/');
    const one = createSession(app('one'), tab);
    await one.restore();
    expect(one.getSnapshot()).toMatchObject({ grant: { clientId: 'one' } });
    await one.signOut();
    tab = tab.reload('https://app.example/two/');
    const two = createSession(app('two'), tab);
    await two.restore();
    expect(two.getSnapshot()).toMatchObject({ grant: { clientId: 'two' } });
  });

  it('continue a record with the key of an earlier version only if the record is for their client', async () => {
    const before = testPlatform(provider());
    await createSession(app('one'), before).signIn('/one/notes');
    renameRecords(before.tab.entries);
    const back = before.reload(
      `${app('one').redirectUri}?code=1&iss=${ISSUER}&state=${requestOf(before).get('state')}`,
    );
    expect(await createSession(app('one'), back).completeSignIn()).toEqual({ returnTo: '/one/notes' });
    renameRecords(back.tab.entries);
    const elsewhere = back.reload('https://app.example/two/');
    const two = createSession(app('two'), elsewhere);
    await two.restore();
    expect(two.getSnapshot()).toMatchObject({ status: 'signed-out' });
    const one = createSession(app('one'), elsewhere.reload('https://app.example/one/'));
    await one.restore();
    expect(one.getSnapshot()).toMatchObject({ grant: { clientId: 'one' } });
  });

  it('never complete each other’s sign-in in a session without a configured client', async () => {
    const registered = { ...app('one'), clientId: undefined };
    const endpoint = `${ISSUER}/register`;
    const registering = provider(
      { registration_endpoint: endpoint },
      { [endpoint]: () => Response.json({ client_id: 'other' }) },
    );
    const before = testPlatform(registering);
    await createSession(registered, before).signIn();
    const { redirectUri } = registered;
    const back = before.reload(`${redirectUri}?code=1&iss=${ISSUER}&state=${requestOf(before).get('state')}`);
    const failed = createSession(app('one'), back).completeSignIn();
    await expect(failed).rejects.toMatchObject({ code: 'unknown_state' });
    expect(back.requests).toEqual([]);
  });

  it('replace and revoke the grant of an earlier version, even if that version started the new sign-in', async () => {
    let issued = 0;
    const answer = provider(
      {},
      {
        [SERVER.tokenEndpoint](request) {
          const { refresh_token = `refresh-${++issued}` } = formOf(request);
          return Response.json({ ...TOKENS, refresh_token });
        },
      },
    );
    let tab = testPlatform(answer);
    for (const _user of ['first', 'second']) {
      await createSession(app('one'), tab).signIn();
      tab = tab.reload(`${app('one').redirectUri}?code=1&iss=${ISSUER}&state=${requestOf(tab).get('state')}`);
      renameRecords(tab.tab.entries);
      await createSession(app('one'), tab).completeSignIn();
    }
    const later = tab.reload('https://app.example/one/');
    const one = createSession(app('one'), later);
    await one.restore();
    await one.refresh();
    expect(formOf(later.requests.at(-1)).refresh_token).toBe('refresh-2');
    const revoked = tab.requests.filter(({ url }) => url === SERVER_METADATA.revocation_endpoint);
    expect(revoked.map((request) => formOf(request).token)).toEqual(['refresh-1']);
  });

  it('revoke the grant of this version if an earlier version, deployed again, has signed the user in', async () => {
    let issued = 0;
    const answer = provider(
      {},
      { [SERVER.tokenEndpoint]: () => Response.json({ ...TOKENS, refresh_token: `refresh-${++issued}` }) },
    );
    const signIn = async (before: TestPlatform) => {
      await createSession(app('one'), before).signIn();
      const { redirectUri } = app('one');
      const tab = before.reload(
        `${redirectUri}?code=1&iss=${ISSUER}&state=${requestOf(before).get('state')}`,
      );
      await createSession(app('one'), tab).completeSignIn();
      return tab;
    };
    const first = await signIn(testPlatform(answer));
    const kept = [...first.tab.entries];
    first.tab.entries.clear();
    const second = await signIn(first);
    renameRecords(second.tab.entries);
    for (const [key, value] of kept) second.tab.entries.set(key, value);
    const later = second.reload('https://app.example/one/');
    await restored(later, app('one'));
    const revoked = later.requests.filter(({ url }) => url === SERVER_METADATA.revocation_endpoint);
    expect(revoked.map((request) => formOf(request).token)).toEqual(['refresh-1']);
  });

  /** Gives the records of a tab the keys that earlier versions used. */
  function renameRecords(entries: Map<string, string>): void {
    for (const [key, value] of [...entries]) {
      entries.delete(key);
      entries.set(key.replace('&client_id=one', ''), value.replace('&client_id=one', ''));
    }
  }
});

describe('the key of a session', () => {
  it('is the URL of the resource server, as in earlier versions', () =>
    expect(sessionKey({ serverUrl: MCP })).toBe(MCP));

  it('is a query in a fixed form; without the client ID, it equals the key of earlier versions', () => {
    expect(sessionKey({ issuer: 'a' })).toBe('issuer=a');
    const full = { issuer: 'a', resource: 'b', authorizationParameters: { audience: 'c' }, clientId: 'd' };
    expect(sessionKey(full)).toBe('issuer=a&resource=b&audience=c&client_id=d');
    expect(earlierSessionKey(sessionKey(full))).toBe('issuer=a&resource=b&audience=c');
    const server = `${MCP}?issuer=a&client_id=b`;
    expect(earlierSessionKey(server), 'of a resource server is the same').toBe(server);
  });

  it.each([
    ['issuer=a&client_id=b', true],
    ['issuer=a', true],
    ['issuer=a&client_id=c', false],
    [MCP, false],
  ])('matches the stored name %s, which this or an earlier version wrote: %j', (stored, isName) => {
    expect(isNameOf('issuer=a&client_id=b', stored)).toBe(isName);
  });

  it.each([
    [MCP, MCP, true],
    [MCP, undefined, false],
    ['issuer=a', 'b', true],
    ['issuer=a', undefined, true],
    ['issuer=a', null, false],
    ['issuer=a', '', false],
    ['issuer=a', 7, false],
  ])('%s may belong to a stored grant for the resource %j: %j', (key, resource, may) => {
    expect(isResourceOf(key, resource)).toBe(may);
  });

  it('distinguishes issuer, resource, audience and client, and is a URL only for a resource server', () => {
    const keys = [
      { issuer: ISSUER },
      { issuer: `${ISSUER}/` },
      { issuer: ISSUER, resource: 'https://api.example/' },
      { issuer: ISSUER, authorizationParameters: { audience: 'https://api.example/' } },
      { issuer: ISSUER, resource: 'a', authorizationParameters: { audience: 'b' } },
      { issuer: ISSUER, clientId: 'app' },
    ].map(sessionKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => URL.canParse(key))).toEqual([]);
    expect(sessionKey(CONFIGURED)).toBe(sessionKey({ ...APP, issuer: ISSUER }));
  });
});
