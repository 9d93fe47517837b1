import { createSession, type Session } from '../index.ts';
import { type Answer, type TestPlatform, testPlatform } from './platform.ts';
import { formOf, ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS, testServers } from './servers.ts';

/** The app of the session tests, as its server knows it. */
export const SETTINGS = {
  serverUrl: MCP,
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'profile', 'unlisted'],
  postLogoutRedirectUri: 'https://app.example/',
};

/** A token endpoint that rotates refresh tokens, and refuses any but the newest. */
export function rotatingServer() {
  let issued = 0;
  const answer: Answer = (request) => {
    const { refresh_token } = formOf(request);
    if (refresh_token !== undefined && refresh_token !== `refresh-${issued}`) {
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    }
    issued += 1;
    return Response.json({ ...TOKENS, access_token: `access-${issued}`, refresh_token: `refresh-${issued}` });
  };
  return testServers({ [SERVER.tokenEndpoint]: answer });
}

/** Starts a sign-in and comes back with its answer in the address bar. */
export async function comeBack(platform: TestPlatform, returnTo = '/tools'): Promise<TestPlatform> {
  await createSession(SETTINGS, platform).signIn(returnTo);
  return answered(platform);
}

/** The same tab, back from where it left for last: its next document, with an answer in the address bar. */
export function answered(platform: TestPlatform, answer: object = { code: 'code-1' }): TestPlatform {
  const state = new URL(platform.navigations.at(-1) ?? '').searchParams.get('state') ?? '';
  return platform.reload(`${REDIRECT_URI}?${new URLSearchParams({ ...answer, state, iss: ISSUER })}`);
}

/** A session that has just signed in; the requests it took are forgotten. */
export async function signedIn(
  answer: Answer = rotatingServer(),
): Promise<{ session: Session; platform: TestPlatform }> {
  const platform = await comeBack(testPlatform(answer));
  const session = createSession(SETTINGS, platform);
  await session.completeSignIn();
  platform.requests.length = 0;
  return { session, platform };
}

export const tokenRequests = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url === SERVER.tokenEndpoint);
export const revocations = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url.endsWith('/revoke'));
/** The tokens that a tab gave back, in alphabetical order. */
export const revokedTokens = (platform: TestPlatform) =>
  revocations(platform)
    .map((request) => formOf(request).token)
    .sort();
