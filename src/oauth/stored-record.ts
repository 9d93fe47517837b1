import { OAuthError } from './errors.ts';
import { parseObject, type WireObject } from './json.ts';
import type { KeyValueStorage } from './platform.ts';

/**
 * The maximum length of a record whose length a server chooses, in characters. The records of all servers share the
 * storage of the tab, and no server may fill it.
 */
export const MOST_OF_A_SERVER = 100_000;

/**
 * Writes one JSON record.
 *
 * @param most the maximum length in characters; a longer record is not written.
 * @returns whether the record was written. A record that is nested too deep for `JSON.stringify` is not written, either.
 * @throws OAuthError `storage_unavailable` when the browser refuses (blocked, quota exceeded).
 */
export function writeRecord(storage: KeyValueStorage, key: string, record: object, most?: number): boolean {
  let text: string;
  try {
    text = JSON.stringify(record);
  } catch {
    return false;
  }
  if (most && text.length > most) return false;
  try {
    storage.setItem(key, text);
  } catch (cause) {
    throw new OAuthError('storage_unavailable', { cause });
  }
  return true;
}

/** Like {@link writeRecord}, but if the browser refuses, the record is not written. */
export function keepRecord(...record: Parameters<typeof writeRecord>): boolean {
  try {
    return writeRecord(...record);
  } catch {
    return false;
  }
}

/** Reads one JSON record; `undefined` for anything that is not a JSON object. */
export function readRecord(storage: KeyValueStorage, key: string): WireObject | undefined {
  try {
    return parseObject(storage.getItem(key) ?? '');
  } catch {
    // The browser blocks the storage.
  }
  return undefined;
}

/** Deletes a record. Never throws. */
export function deleteRecord(storage: KeyValueStorage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // A storage that refuses a deletion also refuses to be read.
  }
}

/** The keys of all records whose key begins with `prefix`. */
export function recordKeys(storage: KeyValueStorage, prefix: string): string[] {
  // `key` returns `null` if another document has deleted a record meanwhile. No prefix matches the text "null".
  const keys = Array.from({ length: storage.length }, (_, index) => String(storage.key(index)));
  return keys.filter((key) => key.startsWith(prefix));
}

export function deleteRecords(storage: KeyValueStorage, prefix: string): void {
  for (const key of recordKeys(storage, prefix)) deleteRecord(storage, key);
}
