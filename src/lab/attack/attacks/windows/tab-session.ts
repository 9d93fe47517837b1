import { createSession, type Session } from '../../../../oauth/index.ts';
import { withoutTabLock } from '../../../machine/naive-client/unlocked-tab.ts';
import type { Run } from '../../../machine/run/run.ts';
import { createTabPlatform } from '../../../machine/run/tab-platform.ts';
import { createTabStorage } from '../../../machine/run/tab-storage.ts';
import { personNamed, signInAtServer } from '../../../machine/run/user-agent.ts';
import { partOfStorage } from '../../../machine/storage-part.ts';
import type { Send } from '../../../machine/tabs/network-over.ts';
import type { Network } from '../../../machine/wire/recorder.ts';

/** The handlers that the original tab offers to its copy. */
export type CopyHandlers = { send: Send; restored(status: string): void };

const PREFIX = 'lab:copied-tab:';

/** A session in the real `sessionStorage`. Its records have a prefix, unlike the records of the app. */
export function sessionOfTab(
  network: Network,
  { href, locked, navigate = () => {} }: { href: string; locked: boolean; navigate?(url: string): void },
): Session {
  const { origin } = location;
  const platform = createTabPlatform({
    href: () => href,
    fetch: network,
    navigate,
    storage: { tab: partOfStorage(sessionStorage, PREFIX), shared: createTabStorage() },
    // The original and its copy are real documents, and find out from each other which document owns the tab.
    broadcast: new BroadcastChannel(PREFIX),
    locks: navigator.locks,
  });
  const settings = { serverUrl: `${origin}/mcp`, clientId: 'this-app', redirectUri: `${origin}/callback` };
  return createSession(settings, locked ? platform : withoutTabLock(platform));
}

/** Signs in with the real storage of this tab. @throws OAuthError as the client does. */
export async function signInOfTab(run: Run, locked: boolean): Promise<Session> {
  forgetCopiedTab();
  const left: string[] = [];
  const leaving = sessionOfTab(run.network, {
    href: `${location.origin}/tools`,
    locked,
    navigate: (url) => left.push(url),
  });
  await leaving.signIn();
  const [authorizationUrl] = left;
  const state = leaving.getSnapshot();
  if (authorizationUrl === undefined) {
    throw state.status === 'failed' ? state.error : new Error('The client did not navigate.');
  }
  const callbackUrl = await signInAtServer(
    run.networkFor('browser', 'front'),
    authorizationUrl,
    personNamed('ada'),
  );
  const session = sessionOfTab(run.network, { href: callbackUrl, locked });
  await session.completeSignIn();
  return session;
}

/** Deletes the records of the session from the storage. */
export function forgetCopiedTab(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}
