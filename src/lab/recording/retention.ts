import type { Platform } from '../../oauth/index.ts';
import { signOutMessage } from '../../oauth/sign-outs.ts';
import { DATABASE, forgetRecordings } from './forget-recordings.ts';

/** What a session broadcasts when it signs out begins so. */
const SIGN_OUT = signOutMessage('');

/** Wraps a platform so that every sign-out, in this tab or in another one, is told before anything else is done. */
export function onSignOut(platform: Platform, told: () => void): Platform {
  const { broadcast } = platform;
  const listen = (data: unknown) => {
    if (typeof data === 'string' && data.startsWith(SIGN_OUT)) told();
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

/** Forgets all recordings, where any were ever made. Never rejects: no sign-out fails over a database. */
export async function forgetAll(): Promise<void> {
  try {
    await forgetRecordings();
  } catch {
    // The next document of the app forgets what is old.
  }
}

/** Forgets the recordings that are too old, as every document of the app does when it starts. Never rejects. */
export async function forgetOld(nowMs: number): Promise<void> {
  try {
    // Not every browser lists its databases; there the page of the recording forgets what is old.
    const databases = (await globalThis.indexedDB?.databases?.()) ?? [];
    if (!databases.some(({ name }) => name === DATABASE)) return;
    const { forgetOldRecordings } = await import('./recorded-log.ts');
    await forgetOldRecordings(nowMs);
  } catch {
    // No sign-in fails over a database.
  }
}
