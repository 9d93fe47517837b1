import type { Platform } from '../../oauth/index.ts';
import { signOutMessage } from '../../oauth/sign-outs.ts';
import { DATABASE, deleteRecordings } from './delete-recordings.ts';

/** The prefix of the message that a session broadcasts at a sign-out. */
const SIGN_OUT = signOutMessage('');

/** Wraps a platform to report every sign-out, in this tab or another, before anything else happens. */
export function onSignOut(platform: Platform, onEnd: () => void): Platform {
  const { broadcast } = platform;
  const listen = (data: unknown) => {
    if (typeof data === 'string' && data.startsWith(SIGN_OUT)) onEnd();
  };
  broadcast.addEventListener('message', ({ data }) => listen(data));
  return {
    ...platform,
    broadcast: {
      addEventListener: (type, listener) => broadcast.addEventListener(type, listener),
      postMessage(message) {
        listen(message);
        broadcast.postMessage(message);
      },
    },
  };
}

/** Deletes all recordings. Never rejects: a database must not make a sign-out fail. */
export async function deleteAll(): Promise<void> {
  try {
    await deleteRecordings();
  } catch {
    // The next document of the app deletes old recordings.
  }
}

/** Deletes old recordings, when a document of the app starts. Never rejects. */
export async function deleteOld(nowMs: number): Promise<void> {
  try {
    // Some browsers do not list their databases; there the page of the recording deletes old recordings.
    const databases = (await globalThis.indexedDB?.databases?.()) ?? [];
    if (!databases.some(({ name }) => name === DATABASE)) return;
    const { deleteOldRecordings } = await import('./recorded-log.ts');
    await deleteOldRecordings(nowMs);
  } catch {
    // A database must not make a sign-in fail.
  }
}
