import type { AppSettings, ByResource, KeyValueStorage } from '../oauth/index.ts';
import { metadataAtOrigin } from '../oauth/metadata-at-origin.ts';

/** The exceptions to the specifications that the user accepted for a server, in this tab. */
export interface Accepted {
  /** A resource identifier that is wider than the address of the server. */
  resource?: string | undefined;
  /** An origin that may get the code, although the sign-in page has another origin. */
  tokenOrigin?: string | undefined;
  /** The origin of the sign-in page for which the user accepted `tokenOrigin`. */
  signInOrigin?: string | undefined;
  /** The authorization server that the user chose from several. */
  authorizationServer?: string | undefined;
  /** Whether metadata at the MCP server's origin may name the authorization server; see {@link metadataAtOrigin}. */
  issuerAtOrigin?: boolean | undefined;
  /** The scopes to request instead of those that the servers name. */
  scopes?: readonly string[] | undefined;
}

const key = (serverUrl: string) => `app:accepted:${serverUrl}`;

export function accepted(storage: KeyValueStorage, serverUrl: string): Accepted {
  try {
    const {
      resource,
      tokenOrigin,
      signInOrigin,
      authorizationServer,
      issuerAtOrigin,
      scopes,
    }: Partial<Record<keyof Accepted, unknown>> = Object(JSON.parse(storage.getItem(key(serverUrl)) ?? '{}'));
    return {
      resource: asText(resource),
      tokenOrigin: asText(signInOrigin) && asText(tokenOrigin),
      signInOrigin: asText(signInOrigin),
      authorizationServer: asText(authorizationServer),
      issuerAtOrigin: issuerAtOrigin === true,
      scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : undefined,
    };
  } catch {
    return {};
  }
}

/** The user's choices, as the settings of a session ({@link ByResource}). */
export function discoveryChoices(
  storage: KeyValueStorage,
  serverUrl: string,
): Omit<Accepted, 'issuerAtOrigin' | 'scopes'> &
  Pick<AppSettings & ByResource, 'exactScopes' | 'missingMetadata'> {
  const { issuerAtOrigin, scopes: exactScopes, ...choices } = accepted(storage, serverUrl);
  return { ...choices, exactScopes, missingMetadata: issuerAtOrigin ? metadataAtOrigin : undefined };
}

/** Stores what the user accepted. Stores nothing if the storage is full: the sign-in then also fails, and says why. */
export function accept(storage: KeyValueStorage, serverUrl: string, more: Accepted): void {
  try {
    storage.setItem(key(serverUrl), JSON.stringify({ ...accepted(storage, serverUrl), ...more }));
  } catch {
    // The storage is full. The next discovery asks the user again.
  }
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
