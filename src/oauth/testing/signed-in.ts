import { createSession, type Session, type SessionSettings } from '../index.ts';
import { type Responder, type TestBrowser, type TestPlatform, testPlatform } from './platform.ts';
import { formOf, ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS, testServers } from './servers.ts';

/** The settings of the app in the session tests. */
export const SETTINGS = {
  serverUrl: MCP,
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'profile', 'unlisted'],
  postLogoutRedirectUri: 'https://app.example/',
};

/** A token endpoint that rotates refresh tokens and accepts only the newest. */
export function rotatingServer() {
  let issued = 0;
  const respond: Responder = (request) => {
    const { refresh_token } = formOf(request);
    if (refresh_token !== undefined && refresh_token !== `refresh-${issued}`) {
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    }
    issued += 1;
    return Response.json({ ...TOKENS, access_token: `access-${issued}`, refresh_token: `refresh-${issued}` });
  };
  return testServers({ [SERVER.tokenEndpoint]: respond });
}

/** Starts a sign-in and returns the next document, with the authorization response in its URL. */
export async function signInAndReturn(platform: TestPlatform, returnTo = '/tools'): Promise<TestPlatform> {
  await createSession(SETTINGS, platform).signIn(returnTo);
  return afterRedirect(platform);
}

/** The parameters of the last authorization request of a tab. */
export const requestOf = ({ navigations }: TestPlatform) => new URL(navigations.at(-1) ?? '').searchParams;

/** Returns the next document of a tab after its last navigation, with an authorization response in its URL. */
export function afterRedirect(platform: TestPlatform, parameters: object = { code: 'code-1' }): TestPlatform {
  const state = requestOf(platform).get('state') ?? '';
  return platform.reload(`${REDIRECT_URI}?${new URLSearchParams({ ...parameters, state, iss: ISSUER })}`);
}

/** A session of a document, after its restore. */
export async function restored(
  platform: TestPlatform,
  settings: SessionSettings = SETTINGS,
): Promise<Session> {
  const session = createSession(settings, platform);
  await session.restore();
  return session;
}

/** The session of a callback, after the completion of its sign-in. */
export async function completed(
  platform: TestPlatform,
  settings: SessionSettings = SETTINGS,
): Promise<Session> {
  const session = createSession(settings, platform);
  await session.completeSignIn();
  return session;
}

/** Returns a new signed-in session, and clears the requests of its sign-in. */
export async function signedIn(
  respond: Responder = rotatingServer(),
  browser?: TestBrowser,
): Promise<{ session: Session; platform: TestPlatform }> {
  const platform = await signInAndReturn(testPlatform(respond, { browser }));
  const session = await completed(platform);
  platform.requests.length = 0;
  return { session, platform };
}

/** Freezes a tab until a copy has stolen its lock. The tab itself does not know this yet. */
export async function stealLock(platform: TestPlatform): Promise<void> {
  platform.freeze();
  const copy = platform.duplicate();
  const restoring = createSession(SETTINGS, copy).restore();
  await copy.elapse(2_000);
  await restoring;
}

export const tokenRequests = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url === SERVER.tokenEndpoint);
export const revocations = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url.endsWith('/revoke'));
/** The tokens that a tab revoked, in alphabetical order. */
export const revokedTokens = (platform: TestPlatform) =>
  revocations(platform)
    .map((request) => formOf(request).token)
    .sort();
