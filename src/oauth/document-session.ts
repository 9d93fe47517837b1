import type { GrantHolder } from './grant-holder.ts';
import type { GrantRecord } from './grant-record.ts';
import { signedIn } from './held-grant.ts';
import type { Located } from './locate.ts';
import type { Platform } from './platform.ts';
import type { Retry } from './retry.ts';
import type { SessionParts } from './session-parts.ts';
import type { AppSettings } from './settings.ts';
import type { SignOuts } from './sign-outs.ts';
import type { Snapshot } from './snapshot.ts';
import type { TokenResponse } from './token-endpoint.ts';

/** One session while its document lives: what its operations share. Each operation is a file of its own. */
export interface DocumentSession extends Snapshot {
  readonly settings: AppSettings;
  readonly parts: Omit<SessionParts, 'locate'>;
  readonly platform: Platform;
  /** Its name in records, marks and messages, see `sessionKey`. */
  readonly key: string;
  readonly grant: GrantHolder;
  readonly signOuts: SignOuts;
  readonly retry: Retry;
  /** Where to sign in, as the settings say it. */
  locate(): Promise<Located>;
  /** Gets a new access token; calls made meanwhile share one request. */
  refresh(): Promise<string>;
  /** Continues the grant that the tab kept; calls made meanwhile are one. */
  restore(): Promise<void>;
  /** Gives back what the person has signed out of, of servers that this document has no session with. */
  sweep(): void;
  /** The sign-in that was begun last. */
  signingIn?: Promise<void> | undefined;
  /** The authorization response that the document was opened with. */
  response: string | undefined;
  /** Its exchange, and the outcome. */
  completed?: Promise<{ returnTo: string }> | undefined;
  /** Stops waiting for a navigation. */
  cancelStay?: (() => void) | undefined;
}

/** Whether the document is about to be left for a sign-in. */
export function isLeaving(session: DocumentSession): boolean {
  return session.is('discovering', 'redirecting');
}

/** Replaces the grant of the session by one that has just come from the server. */
export function hold(
  session: DocumentSession,
  record: GrantRecord,
  token: TokenResponse,
  isSignedOut: () => boolean,
): void {
  const { settings, parts, platform, key, grant, retry } = session;
  const idToken = settings.endSession === 'id_token_hint' ? token.idToken : undefined;
  const held = grant.hold(record, { ...token, idToken }, isSignedOut);
  if (!record.refreshToken) parts.silentSignIn?.allow(platform.storage.tab, key, record.signOutMark);
  retry.cancel();
  if (!session.is('discovering')) session.show(signedIn(held));
}
