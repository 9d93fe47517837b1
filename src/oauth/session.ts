import { createApiFetch } from './api-fetch.ts';
import { registerClient } from './client-registration.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { type DocumentSession, isLeaving } from './document-session.ts';
import { getOrInsert } from './get-or-insert.ts';
import { createGrantHolder } from './grant-holder.ts';
import { stayOnPage } from './leave.ts';
import { byAnyWay } from './locate.ts';
import type { Platform } from './platform.ts';
import { presentToken } from './present-token.ts';
import { captureAuthorizationResponse } from './redirect-uri.ts';
import { accessToken, refreshRejected, renew, settledAccessToken } from './renew.ts';
import { restoreGrant } from './restore.ts';
import { createRetry } from './retry.ts';
import { end, endByUser } from './session-end.ts';
import type { ComposedSession, Session } from './session-interface.ts';
import type { SessionParts } from './session-parts.ts';
import type { AppSettings, SessionSettings } from './settings.ts';
import { signOut } from './sign-out.ts';
import { watchSignOuts } from './sign-outs.ts';
import { watchSignedOutGrants } from './signed-out-grants.ts';
import { silentSignIn } from './silent-sign-in.ts';
import { singleFlight } from './single-flight.ts';
import { createSnapshot } from './snapshot.ts';
import { signIn, stepUp } from './start-sign-in.ts';
import { listenForCopy, ownsTab } from './tab-ownership.ts';
import { fetchUserinfo } from './userinfo.ts';
import { sessionKey, type WhereToSignIn } from './where-to-sign-in.ts';

/**
 * Creates a session with all features, chosen by the settings at run time; see {@link composeSession}.
 *
 * @throws nothing; `browserPlatform` throws when the browser lacks a required feature.
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

/** The sessions of each document, by platform and by key. */
const sessions = new WeakMap<Platform, Map<string, ComposedSession>>();

/**
 * Creates a session of selected parts, so that the bundle contains only those. {@link createApiFetch} adds `fetch`. A
 * second call with the same {@link sessionKey} and platform returns the same session, with the settings of the first
 * call: two sessions would use one refresh token twice, and only one of them could complete a sign-in. React may call
 * this function twice.
 *
 * @throws nothing, as {@link createSession}.
 */
export function composeSession<Where extends WhereToSignIn>(
  settings: AppSettings & Where,
  parts: SessionParts<Where>,
  platform: Platform,
): ComposedSession {
  const key = sessionKey(settings);
  const ofDocument = getOrInsert(sessions, platform, () => new Map<string, ComposedSession>());
  return getOrInsert(ofDocument, key, () =>
    createComposedSession(settings, parts, platform, key, ofDocument),
  );
}

function createComposedSession<Where extends WhereToSignIn>(
  settings: AppSettings & Where,
  parts: SessionParts<Where>,
  platform: Platform,
  key: string,
  ofDocument: ReadonlyMap<string, unknown>,
): ComposedSession {
  const signOuts = watchSignOuts(platform, key, () => void endByUser(session));
  const cleanUp = watchSignedOutGrants(platform, (other) => ofDocument.has(other), settings.dpop);
  const onReplaced = () => {
    session.show({ status: 'restoring' });
    void restoreGrant(session);
  };
  const grant = createGrantHolder(platform, key, signOuts, onReplaced, settings.dpop);
  const session: DocumentSession = {
    settings,
    parts,
    platform,
    key,
    signOuts,
    cleanUp,
    grant,
    ...createSnapshot(platform),
    retry: createRetry(platform, () => {
      // The snapshot shows the failure.
      if (!isLeaving(session)) void session.refresh().catch(() => {});
    }),
    locate: () => parts.locate(platform, settings),
    refresh: singleFlight(platform, () => renew(session)),
    response: captureAuthorizationResponse(platform, settings.redirectUri),
  };
  listenToDocument(session);
  function bound<Options extends unknown[], Result>(
    operation: (session: DocumentSession, ...options: Options) => Result,
  ): (...options: Options) => Result {
    return (...options) => operation(session, ...options);
  }
  return {
    getSnapshot: session.getSnapshot,
    subscribe: session.subscribe,
    restore: bound(restoreGrant),
    signIn: bound(signIn),
    stepUp: bound(stepUp),
    completeSignIn: bound(completeSignIn),
    accessToken: bound(accessToken),
    presenting: bound(presentToken),
    settledAccessToken: bound(settledAccessToken),
    refresh: bound(refreshRejected),
    signOut: bound(signOut),
  };
}

/** Ends or continues the session on events of the document and of its tab. */
function listenToDocument(session: DocumentSession): void {
  const { platform, grant, retry } = session;
  /** A suspended document may have missed a sign-out or the time of a retry. */
  const catchUp = () => {
    if (grant.held()?.isSignedOut()) void endByUser(session);
    else retry.now();
  };
  listenForCopy(platform, () => {
    // A sign-in in progress brings a new grant.
    if (isLeaving(session)) grant.drop();
    else if (grant.held()) end(session, 'duplicated-tab');
  });
  platform.listen('online', catchUp);
  platform.listen('visible', catchUp);
  platform.listen('pageshow', ({ persisted }) => {
    if (!persisted) return;
    void ownsTab(platform);
    stayOnPage(session);
    catchUp();
  });
}
