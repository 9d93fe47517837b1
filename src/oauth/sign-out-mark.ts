import { encodeBase64Url } from './base64url.ts';
import type { Platform } from './platform.ts';
import { readRecord, writeRecord } from './stored-record.ts';

const key = (serverUrl: string) => `oauth:sign-out:${serverUrl}`;

/**
 * The newest sign-out of a server in this browser, as a random mark in `localStorage`. A tab that was asleep,
 * frozen in the back/forward cache or closed when the person signed out hears no broadcast; it finds that
 * the mark is not the one its grant came after, and lets go. No clock is involved.
 */
export function signOutMark({ storage }: Pick<Platform, 'storage'>, serverUrl: string): string | undefined {
  const mark = readRecord(storage.shared, key(serverUrl))?.mark;
  return typeof mark === 'string' ? mark : undefined;
}

/** Leaves a new mark. Where the browser stores nothing, the broadcast has to do. */
export function leaveSignOutMark(
  { storage, randomBytes }: Pick<Platform, 'storage' | 'randomBytes'>,
  serverUrl: string,
): void {
  try {
    writeRecord(storage.shared, key(serverUrl), { mark: encodeBase64Url(randomBytes(16)) });
  } catch {
    // Signing out must not fail over a full storage.
  }
}

/** What a tab that signs out broadcasts to those which are awake. */
export function signOutMessage(serverUrl: string): string {
  return `sign-out ${serverUrl}`;
}
