import type { Platform } from '../../oauth/index.ts';

type TabStorage = Pick<Platform['storage']['tab'], 'getItem' | 'setItem' | 'removeItem'>;

/** A recording of the app's own sign-in, as its tab stores it. */
export interface Recording {
  /** Identifies the messages of the recording. */
  name: string;
  /** The encryption key: 32 octets as hexadecimal digits. Only the tab and its copies have the key. */
  key: string;
}

const KEY = 'lab:recording';

/** The recording of this tab; `undefined` if the person did not ask for a recording. */
export function recordingOf(storage: Pick<TabStorage, 'getItem'>): Recording | undefined {
  const [, name, key] = /^([0-9a-f-]{36}) ([0-9a-f]{64})$/.exec(storage.getItem(KEY) ?? '') ?? [];
  return name && key ? { name, key } : undefined;
}

export function createRecording(): Recording {
  const octets = crypto.getRandomValues(new Uint8Array(32));
  const key = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return { name: crypto.randomUUID(), key };
}

/** Records the messages of this tab from its next document on. @throws what a full storage throws. */
export function startRecording(storage: Pick<TabStorage, 'setItem'>, { name, key }: Recording): void {
  storage.setItem(KEY, `${name} ${key}`);
}

/** Deletes the key, so that the stored messages cannot be read. */
export function stopRecording(storage: Pick<TabStorage, 'removeItem'>): void {
  storage.removeItem(KEY);
}
