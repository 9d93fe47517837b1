import { createSession, type Session, type SessionSettings } from '../index.ts';
import { ISSUER, MCP, REDIRECT_URI } from './examples.ts';
import type { TestPlatform } from './platform.ts';
import { requestOf } from './requests.ts';

export const SETTINGS = {
  serverUrl: MCP,
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'profile', 'unlisted'],
  postLogoutRedirectUri: 'https://app.example/',
};

/** Starts a sign-in and returns the next document, with the authorization response in its URL. */
export async function signInAndReturn(platform: TestPlatform, returnTo = '/tools'): Promise<TestPlatform> {
  await createSession(SETTINGS, platform).signIn(returnTo);
  return afterRedirect(platform);
}

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
