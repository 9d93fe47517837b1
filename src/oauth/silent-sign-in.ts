import { textOf } from './json.ts';
import type { KeyValueStorage, Platform } from './platform.ts';
import { isSignedOutSince } from './sign-outs.ts';
import { deleteRecord, keepRecord, readRecord } from './stored-record.ts';

/**
 * Records that this tab has a grant without a refresh token, so that its next document may sign in silently, once.
 *
 * @param signOutMark the newest sign-out before the grant; see `sign-outs.ts`.
 */
function allow(tab: KeyValueStorage, sessionKey: string, signOutMark: string | undefined): void {
  // Without the record, the next document asks the user to sign in.
  keepRecord(tab, recordKey(sessionKey), { signOutMark });
}

/** Deletes the record, so that a refusal cannot cause a loop. @returns whether a silent sign-in is allowed. */
function take(storage: Platform['storage'], sessionKey: string): boolean {
  const { tab } = storage;
  const note = readRecord(tab, recordKey(sessionKey));
  deleteRecord(tab, recordKey(sessionKey));
  return note !== undefined && !isSignedOutSince(storage, sessionKey, textOf(note.signOutMark));
}

/** Lets a session sign in again after a reload, without user interaction (`prompt=none`, OpenID Connect Core §3.1.2.1). */
export const silentSignIn = { allow, take };

const recordKey = (sessionKey: string) => `oauth:silent:${sessionKey}`;
