import type { KeyValueStorage } from '../oauth/index.ts';

const key = (serverUrl: string) => `app:accepted-resource:${serverUrl}`;

/**
 * The resource identifier that the person accepted for a server in this tab, where its metadata names a wider one
 * than its address.
 */
export function acceptedResource(storage: KeyValueStorage, serverUrl: string): string | undefined {
  return storage.getItem(key(serverUrl)) ?? undefined;
}

/** Keeps what the person accepted. A storage that is full refuses the sign-in anyway, and says so. */
export function acceptResource(storage: KeyValueStorage, serverUrl: string, resource: string): void {
  try {
    storage.setItem(key(serverUrl), resource);
  } catch {
    // The mismatch is told again.
  }
}
