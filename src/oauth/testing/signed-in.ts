import { createSession, type Session } from '../index.ts';
import { SERVER, TOKENS } from './examples.ts';
import { type Responder, type TestBrowser, type TestPlatform, testPlatform } from './platform.ts';
import { formOf, testServers } from './servers.ts';
import { completed, SETTINGS, signInAndReturn } from './signing-in.ts';

/** A token endpoint that rotates refresh tokens and accepts only the newest token. */
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
