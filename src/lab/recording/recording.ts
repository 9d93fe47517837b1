import type { Platform } from '../../oauth/index.ts';

type TabStorage = Pick<Platform['storage']['tab'], 'getItem' | 'setItem' | 'removeItem'>;

/** A recording of the app's own sign-in, as its tab knows it. */
export interface Recording {
  /** Under which its messages are kept; another one each time recording is turned on. */
  name: string;
  /** What they are encrypted with: 32 octets as hexadecimal digits. In this tab alone, so that it is gone with it. */
  key: string;
}

const KEY = 'lab:recording';

/** The recording of this tab; `undefined` where the person did not ask for one. */
export function recordingOf(storage: Pick<TabStorage, 'getItem'>): Recording | undefined {
  const [, name, key] = /^([0-9a-f-]{36}) ([0-9a-f]{64})$/.exec(storage.getItem(KEY) ?? '') ?? [];
  return name && key ? { name, key } : undefined;
}

export function createRecording(): Recording {
  const octets = crypto.getRandomValues(new Uint8Array(32));
  const key = [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return { name: crypto.randomUUID(), key };
}

/** From the next document of this tab on, its messages are recorded. @throws what a full storage throws. */
export function startRecording(storage: Pick<TabStorage, 'setItem'>, { name, key }: Recording): void {
  storage.setItem(KEY, `${name} ${key}`);
}

/** Without its key, whatever is kept of a recording says nothing any more. */
export function stopRecording(storage: Pick<TabStorage, 'removeItem'>): void {
  storage.removeItem(KEY);
}
