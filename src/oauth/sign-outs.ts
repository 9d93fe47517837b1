import { encodeBase64Url, utf8 } from './base64url.ts';
import { textOf } from './json.ts';
import type { Platform } from './platform.ts';
import { deleteRecord, keepRecord, readRecord } from './stored-record.ts';

/**
 * The mark that a sign-in stores if there is no mark yet: "no sign-out so far". It has the length of a real mark, so
 * that a sign-out can replace it even in a full `localStorage`.
 */
const NO_SIGN_OUT = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The sign-outs of one session in this browser, as one document notices them. */
export interface SignOuts {
  /** Returns the random mark of the newest sign-out, to store with a later grant. */
  latest(): string | undefined;
  /**
   * Watches for sign-outs after a mark.
   *
   * @param mark the mark of a grant; `undefined` if no mark could be stored: any sign-out then counts as newer.
   * @returns a function that tells whether the user has signed out since that mark.
   */
  watch(mark: string | undefined): () => boolean;
  /** Stores a new mark and notifies the active tabs. */
  announce(): void;
  /** Whether the user signed out in this tab, perhaps in an earlier document, and has started no sign-in since. */
  isHere(): boolean;
  /** Forgets that the user signed out in this tab. Call this when a sign-in starts. */
  forget(): void;
}

type SignOutPlatform = Pick<Platform, 'storage' | 'broadcast' | 'randomBytes'>;

/**
 * Notices sign-outs in two ways: a broadcast reaches active tabs, and a mark in `localStorage` reaches tabs that were
 * suspended, frozen or closed. Neither way needs a clock. A missing mark is not a sign-out: the user may have cleared
 * the storage.
 *
 * @param onSignOut called when another tab announces a sign-out.
 */
export function watchSignOuts(
  platform: SignOutPlatform,
  sessionKey: string,
  onSignOut: () => void,
): SignOuts {
  const { storage, broadcast } = platform;
  let heard = 0;

  // Without storage, only the broadcast works.
  const leave = (mark: string, at = storage.shared) => keepRecord(at, key(sessionKey), { mark });

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
      const mark = encodeBase64Url(platform.randomBytes(16));
      leave(mark);
      leave(mark, storage.tab);
      broadcast.postMessage(signOutMessage(sessionKey));
    },
    isHere: () => readRecord(storage.tab, key(sessionKey)) !== undefined,
    forget: () => deleteRecord(storage.tab, key(sessionKey)),
  };
}

/** Whether there is a newer sign-out than the mark of a grant. */
export function isSignedOutSince(
  storage: Platform['storage'],
  sessionKey: string,
  mark: string | undefined,
): boolean {
  return ![undefined, NO_SIGN_OUT, mark].includes(readMark(storage, sessionKey));
}

/**
 * All tabs can read the storage key. The query or a long path of the server URL may contain an API key, so the storage
 * key has a digest in place of both.
 */
const key = (sessionKey: string) => `oauth:sign-out:${sessionKey.replace(/(\?|\w\/.{20})[\s\S]*/, digest)}`;

/** Distinguishes texts without storing them (FNV-1a, 32 bits). */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const octet of utf8(text)) hash = Math.imul(hash ^ octet, 0x01000193);
  return `?${hash >>> 0}`;
}

function readMark({ shared }: Platform['storage'], sessionKey: string): string | undefined {
  return textOf(readRecord(shared, key(sessionKey))?.mark);
}

/** The message that announces a sign-out to the active tabs. */
export function signOutMessage(sessionKey: string): string {
  return `sign-out ${sessionKey}`;
}
