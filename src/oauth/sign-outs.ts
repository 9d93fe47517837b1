import { encodeBase64Url } from './base64url.ts';
import type { Platform } from './platform.ts';
import { readRecord, writeRecord } from './stored-record.ts';

/**
 * Where a sign-in finds no mark, it leaves this one: it stands for no sign-out, and it is as long as a real one,
 * so that a sign-out can replace it in a `localStorage` that has become full.
 */
const NO_SIGN_OUT = 'A'.repeat(22);

/** The sign-outs of one server in this browser, as one document hears or finds them. */
export interface SignOuts {
  /** The newest sign-out, as a random mark; to be kept with a grant that comes after it. */
  latest(): string | undefined;
  /**
   * Watches from a mark on.
   *
   * @param mark the one that a grant was kept with; `undefined` if there was none to be left: any sign-out is newer.
   * @returns whether the person has signed out since.
   */
  watch(mark: string | undefined): () => boolean;
  /** Leaves a new mark, and tells the tabs that are awake. */
  announce(): void;
}

type SignOutPlatform = Pick<Platform, 'storage' | 'broadcast' | 'randomBytes'>;

/**
 * Hears of sign-outs in two ways: a broadcast reaches the tabs that are awake; a mark in `localStorage` is found
 * by a tab that was asleep, frozen or closed. No clock is involved. A mark that is missing is no sign-out: the
 * person may have cleared the storage.
 *
 * @param onSignOut called when another tab announces one.
 */
export function watchSignOuts(
  platform: SignOutPlatform,
  sessionKey: string,
  onSignOut: () => void,
): SignOuts {
  const { storage, broadcast } = platform;
  let heard = 0;

  function leave(mark: string): void {
    try {
      writeRecord(storage.shared, key(sessionKey), { mark });
    } catch {
      // Where the browser stores nothing, the broadcast has to do.
    }
  }

  function latest(): string | undefined {
    if (readMark(storage, sessionKey) === undefined) leave(NO_SIGN_OUT);
    return readMark(storage, sessionKey);
  }

  broadcast.addEventListener('message', ({ data }) => {
    if (data !== signOutMessage(sessionKey)) return;
    heard += 1;
    onSignOut();
  });

  return {
    latest,
    watch(mark) {
      const before = heard;
      return () => heard !== before || isSignedOutSince(storage, sessionKey, mark);
    },
    announce() {
      heard += 1;
      leave(encodeBase64Url(platform.randomBytes(16)));
      broadcast.postMessage(signOutMessage(sessionKey));
    },
  };
}

/** Whether there is a newer sign-out of a server than the one that a grant was kept with. */
export function isSignedOutSince(
  storage: Platform['storage'],
  sessionKey: string,
  mark: string | undefined,
): boolean {
  const newest = readMark(storage, sessionKey);
  return newest !== undefined && newest !== NO_SIGN_OUT && newest !== mark;
}

/** All tabs read the key. Some servers are addressed with a key of theirs in the query, which does not belong there. */
const key = (sessionKey: string) => `oauth:sign-out:${sessionKey.replace(/\?[\s\S]*/, digest)}`;

/** Tells queries apart without repeating them (FNV-1a, 32 bits). */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `?${hash >>> 0}`;
}

function readMark({ shared }: Platform['storage'], sessionKey: string): string | undefined {
  const mark = readRecord(shared, key(sessionKey))?.mark;
  return typeof mark === 'string' ? mark : undefined;
}

/** What a tab that signs out broadcasts to those which are awake. */
export function signOutMessage(sessionKey: string): string {
  return `sign-out ${sessionKey}`;
}
