import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Exchange } from '../machine/wire/exchange.ts';
import { decrypt, type Encrypted, encrypt } from './encryption.ts';
import { DATABASE } from './forget-recordings.ts';
import type { Recording } from './recording.ts';

/** A message as it is kept over a redirect; its place in the log is its place in the list. */
export type KeptExchange = Omit<Exchange, 'id'>;

/** How long a recording is kept at most. The page of the recording says so. */
export const RECORDING_LIFETIME_MS = 24 * 60 * 60_000;
/** A sign-in takes some ten messages; a session that goes on for hours need not fill the disk. */
export const MOST_KEPT = 500;

interface Tables extends DBSchema {
  recordings: { key: string; value: { name: string; begunAtMs: number } };
  exchanges: {
    key: number;
    value: { recording: string; exchange: Encrypted };
    indexes: { recording: string };
  };
}

async function withDatabase<Result>(
  work: (database: IDBPDatabase<Tables>) => Promise<Result>,
): Promise<Result> {
  const database = await openDB<Tables>(DATABASE, 2, {
    upgrade(opened) {
      // The first version kept its messages in clear, and for good.
      for (const store of opened.objectStoreNames) opened.deleteObjectStore(store);
      opened.createObjectStore('recordings', { keyPath: 'name' });
      opened.createObjectStore('exchanges', { autoIncrement: true }).createIndex('recording', 'recording');
    },
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

/** Makes room for a recording. Messages are kept only of recordings that were begun and are not forgotten. */
export function beginRecording({ name }: Recording, nowMs: number): Promise<unknown> {
  return withDatabase((database) => database.put('recordings', { name, begunAtMs: nowMs }));
}

/**
 * Keeps a message of the app's own run. Done when it is on disk, so that a navigation may follow.
 *
 * @returns its key; `undefined` where nothing is kept any more: the recording was forgotten, by any tab, or is too
 * old or too long.
 */
export async function keepExchange(
  { name, key }: Recording,
  exchange: KeptExchange,
  nowMs: number,
): Promise<number | undefined> {
  const encrypted = await encrypt(key, exchange);
  return withDatabase(async (database) => {
    // One transaction: a recording that is forgotten meanwhile stays forgotten.
    const transaction = database.transaction(['recordings', 'exchanges'], 'readwrite');
    const exchanges = transaction.objectStore('exchanges');
    const recording = await transaction.objectStore('recordings').get(name);
    const full = (await exchanges.index('recording').count(name)) >= MOST_KEPT;
    const kept = recording !== undefined && !isOld(recording, nowMs) && !full;
    const id = kept ? await exchanges.add({ recording: name, exchange: encrypted }) : undefined;
    await transaction.done;
    return id;
  });
}

/** Puts what is known by now in place of a message that is still kept. */
export async function replaceExchange(
  { name, key }: Recording,
  id: number,
  exchange: KeptExchange,
): Promise<void> {
  const encrypted = await encrypt(key, exchange);
  await withDatabase(async (database) => {
    const transaction = database.transaction('exchanges', 'readwrite');
    const before = await transaction.store.get(id);
    if (before?.recording === name) await transaction.store.put({ recording: name, exchange: encrypted }, id);
    await transaction.done;
  });
}

/** Every message of a recording, in the order they were kept. */
export async function keptExchanges({ name, key }: Recording): Promise<KeptExchange[]> {
  const rows = await withDatabase((database) => database.getAllFromIndex('exchanges', 'recording', name));
  const exchanges = await Promise.all(rows.map(({ exchange }) => decrypt(key, exchange)));
  // What was encrypted with the key of this tab is what this module wrote.
  return exchanges as KeptExchange[];
}

/** Whether any tab of this browser has left a recording. */
export async function hasRecordings(): Promise<boolean> {
  return (await withDatabase((database) => database.count('recordings'))) > 0;
}

/** Forgets the recordings that are older than {@link RECORDING_LIFETIME_MS}. */
export function forgetOldRecordings(nowMs: number): Promise<void> {
  return withDatabase(async (database) => {
    const transaction = database.transaction(['recordings', 'exchanges'], 'readwrite');
    const exchanges = transaction.objectStore('exchanges');
    for (const recording of await transaction.objectStore('recordings').getAll()) {
      if (!isOld(recording, nowMs)) continue;
      await transaction.objectStore('recordings').delete(recording.name);
      for (const id of await exchanges.index('recording').getAllKeys(recording.name))
        await exchanges.delete(id);
    }
    await transaction.done;
  });
}

/** A clock that was put back makes nothing younger than it is: a recording of the future is old. */
const isOld = ({ begunAtMs }: { begunAtMs: number }, nowMs: number): boolean =>
  Math.abs(nowMs - begunAtMs) > RECORDING_LIFETIME_MS;
