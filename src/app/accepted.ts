import type { ByResource, KeyValueStorage } from '../oauth/index.ts';
import { metadataAtOrigin } from '../oauth/metadata-at-origin.ts';

/** What a person may accept of a server that no specification vouches for, in this tab. */
export interface Accepted {
  /** A resource identifier that is wider than the address of the server. */
  resource?: string | undefined;
  /** Another origin than that of the sign-in, where the code may go. */
  tokenOrigin?: string | undefined;
  /** Which of several authorization servers to sign in at. */
  authorizationServer?: string | undefined;
  /** Whether the authorization server may be looked for at the origin of the server; see `metadataAtOrigin`. */
  issuerAtOrigin?: boolean | undefined;
  /** The scopes to ask for, in place of those that the servers name. */
  scopes?: readonly string[] | undefined;
}

const key = (serverUrl: string) => `app:accepted:${serverUrl}`;

export function accepted(storage: KeyValueStorage, serverUrl: string): Accepted {
  try {
    const {
      resource,
      tokenOrigin,
      authorizationServer,
      issuerAtOrigin,
      scopes,
    }: Partial<Record<keyof Accepted, unknown>> = Object(JSON.parse(storage.getItem(key(serverUrl)) ?? '{}'));
    return {
      resource: asText(resource),
      tokenOrigin: asText(tokenOrigin),
      authorizationServer: asText(authorizationServer),
      issuerAtOrigin: issuerAtOrigin === true,
      scopes: Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : undefined,
    };
  } catch {
    return {};
  }
}

/** The choices of the user, as the settings of a session by resource. */
export function discoveryChoices(
  storage: KeyValueStorage,
  serverUrl: string,
): Pick<ByResource, 'resource' | 'tokenOrigin' | 'authorizationServer' | 'missingMetadata'> {
  const { resource, tokenOrigin, authorizationServer, issuerAtOrigin } = accepted(storage, serverUrl);
  return {
    resource,
    tokenOrigin,
    authorizationServer,
    missingMetadata: issuerAtOrigin ? metadataAtOrigin : undefined,
  };
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
