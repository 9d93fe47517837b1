import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Exchange } from '../machine/wire/exchange.ts';
import { DATABASE } from './delete-recordings.ts';
import { decrypt, type Encrypted, encrypt } from './encryption.ts';
import type { Recording } from './recording.ts';

/** A message in the storage, which survives a redirect. The ID of a message is its position in the list. */
export type RecordedExchange = Omit<Exchange, 'id'>;

/** The lifetime of a recording. The page of the recording states this time. */
export const RECORDING_LIFETIME_MS = 24 * 60 * 60_000;
/** A sign-in has some ten messages. A session of hours must not fill the disk. */
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
  const database = await openDB<Tables>(DATABASE, 3, {
    upgrade(opened) {
      // Version 1 stored plain text without an expiry; version 2 stored another shape of exchange.
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

/** Starts a recording. Messages are stored only for recordings that were started and not deleted. */
export const beginRecording = ({ name }: Recording, nowMs: number): Promise<unknown> =>
  withDatabase((database) => database.put('recordings', { name, begunAtMs: nowMs }));

/**
 * Stores a message of the app's own run. Resolves when the message is on disk, so that a navigation may follow.
 *
 * @returns the key of the message; `undefined` if a tab deleted the recording, or if the recording is too old or too
 * long.
 */
export async function keepExchange(
  { name, key }: Recording,
  exchange: RecordedExchange,
  nowMs: number,
): Promise<number | undefined> {
  const encrypted = await encrypt(key, exchange);
  return withDatabase(async (database) => {
    // One transaction, so that no message is stored for a recording that another tab deletes at the same time.
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

/** Replaces a message, if it is still stored. */
export async function replaceExchange(
  { name, key }: Recording,
  id: number,
  exchange: RecordedExchange,
): Promise<void> {
  const encrypted = await encrypt(key, exchange);
  await withDatabase(async (database) => {
    const transaction = database.transaction('exchanges', 'readwrite');
    const before = await transaction.store.get(id);
    if (before?.recording === name) await transaction.store.put({ recording: name, exchange: encrypted }, id);
    await transaction.done;
  });
}

export async function recordedExchanges({ name, key }: Recording): Promise<RecordedExchange[]> {
  const rows = await withDatabase((database) => database.getAllFromIndex('exchanges', 'recording', name));
  const exchanges = await Promise.all(rows.map(({ exchange }) => decrypt(key, exchange)));
  // Only this module encrypts with the key of this tab.
  return exchanges as RecordedExchange[];
}

/** Whether this browser has a recording of any tab. */
export const hasRecordings = async (): Promise<boolean> =>
  (await withDatabase((database) => database.count('recordings'))) > 0;

/** Deletes the recordings older than {@link RECORDING_LIFETIME_MS}. */
export function deleteOldRecordings(nowMs: number): Promise<void> {
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

/** A recording whose date is more than a lifetime ahead counts as old, too, because the clock was set back. */
const isOld = ({ begunAtMs }: { begunAtMs: number }, nowMs: number): boolean =>
  Math.abs(nowMs - begunAtMs) > RECORDING_LIFETIME_MS;
