import type { KeyValueStorage } from '../oauth/index.ts';

/** What a person may accept of a server that no specification vouches for, in this tab. */
export interface Accepted {
  /** A resource identifier that is wider than the address of the server. */
  resource?: string | undefined;
  /** Another origin than that of the sign-in, where the code may go. */
  tokenOrigin?: string | undefined;
}

const key = (serverUrl: string) => `app:accepted:${serverUrl}`;

export function accepted(storage: KeyValueStorage, serverUrl: string): Accepted {
  try {
    const { resource, tokenOrigin }: Partial<Record<keyof Accepted, unknown>> = Object(
      JSON.parse(storage.getItem(key(serverUrl)) ?? '{}'),
    );
    return { resource: asText(resource), tokenOrigin: asText(tokenOrigin) };
  } catch {
    return {};
  }
}

/** Keeps what the person accepted. A storage that is full refuses the sign-in anyway, and says so. */
export function accept(storage: KeyValueStorage, serverUrl: string, more: Accepted): void {
  try {
    storage.setItem(key(serverUrl), JSON.stringify({ ...accepted(storage, serverUrl), ...more }));
  } catch {
    // The person is asked again.
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
