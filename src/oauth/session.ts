import { createApiFetch } from './api-fetch.ts';
import { registerClient } from './client-registration.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { type DocumentSession, isLeaving } from './document-session.ts';
import { createGrantHolder } from './grant-holder.ts';
import { stay } from './leave.ts';
import { byAnyWay } from './locate.ts';
import type { Platform } from './platform.ts';
import { captureAuthorizationResponse } from './redirect-uri.ts';
import { accessToken, refreshRejected, renew, settledAccessToken } from './renew.ts';
import { restoreGrant } from './restore.ts';
import { createRetry } from './retry.ts';
import { end, endByPerson } from './session-end.ts';
import type { ComposedSession, Session } from './session-interface.ts';
import type { SessionParts } from './session-parts.ts';
import type { AppSettings, SessionSettings } from './settings.ts';
import { signOut } from './sign-out.ts';
import { watchSignOuts } from './sign-outs.ts';
import { silentSignIn } from './silent-sign-in.ts';
import { singleFlight } from './single-flight.ts';
import { createSnapshot } from './snapshot.ts';
import { signIn, stepUp } from './start-sign-in.ts';
import { createSweep } from './sweep.ts';
import { listenForCopy } from './tab-ownership.ts';
import { fetchUserinfo } from './userinfo.ts';
import { sessionKey, type WhereToSignIn } from './where-to-sign-in.ts';

/**
 * A session with everything that the settings may ask for.
 *
 * @throws nothing; `platform` has done so already if the browser lacks what is needed.
 */
export function createSession(settings: SessionSettings, platform: Platform): Session {
  const parts = {
    locate: byAnyWay,
    register: registerClient,
    silentSignIn: settings.silentSignIn ? silentSignIn : undefined,
    userinfo: settings.userinfo ? fetchUserinfo : undefined,
  };
  const { settledAccessToken, ...session } = composeSession(settings, parts, platform);
  const fetch = createApiFetch(platform, settings.api ?? [], { ...session, settledAccessToken });
  return { ...session, fetch };
}

/**
 * A session of the parts that are named, so that an app carries no others. {@link createApiFetch} makes its `fetch`.
 *
 * @throws nothing, as {@link createSession}.
 */
export function composeSession<Where extends WhereToSignIn>(
  settings: AppSettings & Where,
  parts: SessionParts<Where>,
  platform: Platform,
): ComposedSession {
  const key = sessionKey(settings);
  const signOuts = watchSignOuts(platform, key, () => void endByPerson(session));
  const sweep = createSweep(platform, key);
  const grant = createGrantHolder(platform, key, signOuts, () => {
    session.show({ status: 'restoring' });
    void session.restore();
  });
  const session: DocumentSession = {
    settings,
    parts,
    platform,
    key,
    signOuts,
    sweep,
    grant,
    ...createSnapshot(platform),
    retry: createRetry(platform, () => {
      // A failure shows in the snapshot.
      if (!isLeaving(session)) void session.refresh().catch(() => {});
    }),
    locate: () => parts.locate(platform, settings),
    refresh: singleFlight(platform, () => renew(session)),
    restore: singleFlight(platform, () => restoreGrant(session)),
    response: captureAuthorizationResponse(platform, settings.redirectUri),
  };
  hearOfDocument(session);
  return {
    getSnapshot: session.getSnapshot,
    subscribe: session.subscribe,
    restore: session.restore,
    signIn: (...asked) => signIn(session, ...asked),
    stepUp: (...asked) => stepUp(session, ...asked),
    completeSignIn: () => completeSignIn(session),
    accessToken: () => accessToken(session),
    settledAccessToken: () => settledAccessToken(session),
    refresh: (rejected) => refreshRejected(session, rejected),
    signOut: () => signOut(session),
  };
}

/** What happens to a document, and to its tab, may end a session, or be the time to go on. */
function hearOfDocument(session: DocumentSession): void {
  const { platform, grant, retry } = session;
  /** A document that was asleep may have missed a sign-out, and the time of a retry. */
  const lookUp = () => {
    if (grant.held()?.isSignedOut()) void endByPerson(session);
    else retry.now();
  };
  listenForCopy(platform, () => {
    // A sign-in that is under way brings a grant of its own.
    if (isLeaving(session)) grant.letGo();
    else if (grant.held()) end(session, 'duplicated-tab');
  });
  platform.listen('online', lookUp);
  platform.listen('visibilitychange', lookUp);
  platform.listen('pageshow', ({ persisted }) => {
    if (!persisted) return;
    stay(session);
    lookUp();
  });
}
