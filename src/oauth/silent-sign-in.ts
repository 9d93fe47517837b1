import { textOf } from './json.ts';
import type { KeyValueStorage, Platform } from './platform.ts';
import { isSignedOutSince } from './sign-outs.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/**
 * Notes that this tab is signed in by a grant which no refresh token continues: its next document may sign in
 * silently, once.
 *
 * @param signOutMark the newest sign-out that the grant came after; see `sign-outs.ts`.
 */
function allow(tab: KeyValueStorage, sessionKey: string, signOutMark: string | undefined): void {
  try {
    writeRecord(tab, recordKey(sessionKey), { signOutMark });
  } catch {
    // The next document asks the person.
  }
}

/** Uses the note up, so that a refusal cannot become a loop. */
function take(storage: Platform['storage'], sessionKey: string): boolean {
  const { tab } = storage;
  const note = readRecord(tab, recordKey(sessionKey));
  deleteRecord(tab, recordKey(sessionKey));
  return note !== undefined && !isSignedOutSince(storage, sessionKey, textOf(note.signOutMark));
}

/** Signing in again without a page of the server (`prompt=none`, OpenID Connect Core §3.1.2.1), after a reload. */
export const silentSignIn = { allow, take };

const recordKey = (sessionKey: string) => `oauth:silent:${sessionKey}`;
