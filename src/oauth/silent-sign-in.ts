import type { KeyValueStorage } from './platform.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/**
 * Notes that this tab is signed in by a grant which no refresh token continues: its next document may sign in
 * silently, once (`prompt=none`, OpenID Connect Core §3.1.2.1).
 *
 * @param signOutMark the newest sign-out that the grant came after; see `sign-outs.ts`.
 */
export function allowSilentSignIn(
  tab: KeyValueStorage,
  sessionKey: string,
  signOutMark: string | undefined,
): void {
  try {
    writeRecord(tab, recordKey(sessionKey), { signOutMark });
  } catch {
    // The next document asks the person.
  }
}

/**
 * Uses the note up, so that a refusal cannot become a loop.
 *
 * @param isSignedOutSince whether the person has signed out after a mark.
 */
export function takeSilentSignIn(
  tab: KeyValueStorage,
  sessionKey: string,
  isSignedOutSince: (mark: string | undefined) => boolean,
): boolean {
  const note = readRecord(tab, recordKey(sessionKey));
  deleteRecord(tab, recordKey(sessionKey));
  const mark = note?.signOutMark;
  return note !== undefined && !isSignedOutSince(typeof mark === 'string' ? mark : undefined);
}

const recordKey = (sessionKey: string) => `oauth:silent:${sessionKey}`;
