import type { GrantHolder } from './grant-holder.ts';
import type { GrantRecord } from './grant-record.ts';
import { type HeldGrant, signedIn } from './held-grant.ts';
import type { Located } from './locate.ts';
import type { Platform } from './platform.ts';
import type { Retry } from './retry.ts';
import type { SessionParts } from './session-parts.ts';
import type { AppSettings } from './settings.ts';
import type { SignOuts } from './sign-outs.ts';
import type { Snapshot } from './snapshot.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** The state of one session in one document, shared by its operations. Each operation has its own file. */
export interface DocumentSession extends Snapshot {
  readonly settings: AppSettings;
  readonly parts: Omit<SessionParts, 'locate'>;
  readonly platform: Platform;
  /** The name of the session in records, marks and messages; see `sessionKey`. */
  readonly key: string;
  readonly grant: GrantHolder;
  readonly signOuts: SignOuts;
  readonly retry: Retry;
  /** Finds the authorization server by the settings. */
  locate(): Promise<Located>;
  /** Gets a new access token. Concurrent calls share one request. */
  refresh(): Promise<string>;
  /** Deletes and revokes stored grants for servers that the user has signed out of; see `signed-out-grants.ts`. */
  cleanUp(): void;
  /** The newest sign-in. */
  signingIn?: Promise<void> | undefined;
  /** The authorization response in the URL that opened the document. */
  response: string | undefined;
  /** The exchange of the code in that response. */
  completed?: Promise<{ returnTo: string }> | undefined;
  /** Cancels the timer of a navigation. */
  cancelTimer?: (() => void) | undefined;
}

/** Whether a sign-in is about to leave the document. */
export function isLeaving(session: DocumentSession): boolean {
  return session.is('discovering', 'redirecting');
}

/** Replaces the grant of the session with a new grant from the server. @returns the new grant. */
export function hold(
  session: DocumentSession,
  record: GrantRecord,
  token: TokenResponse,
  isSignedOut: () => boolean,
): HeldGrant {
  const { parts, platform, key, grant, retry } = session;
  const held = grant.hold(record, token, isSignedOut);
  if (!record.refreshToken) parts.silentSignIn?.allow(platform.storage.tab, key, record.signOutMark);
  retry.cancel();
  if (!session.is('discovering')) session.show(signedIn(held));
  return held;
}
