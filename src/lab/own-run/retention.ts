import type { Platform } from '../../oauth/index.ts';
import { signOutMessage } from '../../oauth/sign-outs.ts';

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

/** Forgets all recordings, where any were ever made: a browser without them gets no database. Never rejects. */
export function forgetAll(): Promise<void> {
  return whereRecorded(async ({ forgetRecordings }) => forgetRecordings());
}

/** Forgets the recordings that are too old, as every document of the app does when it starts. Never rejects. */
export function forgetOld(nowMs: number): Promise<void> {
  return whereRecorded(async ({ forgetOldRecordings }) => forgetOldRecordings(nowMs));
}

async function whereRecorded(work: (log: typeof import('./own-run-log.ts')) => Promise<void>): Promise<void> {
  try {
    // Not every browser lists its databases; there the page of the recording forgets what is old.
    const databases = (await globalThis.indexedDB?.databases?.()) ?? [];
    if (databases.some(({ name }) => name === 'lab-own-run')) await work(await import('./own-run-log.ts'));
  } catch {
    // No sign-in or sign-out fails over a database.
  }
}
