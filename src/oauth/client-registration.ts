import { type ClientRegistration, isClientSecret } from './client-authentication.ts';
import type { ClientIdentification } from './client-identification.ts';
import { requestRegistration } from './dynamic-registration.ts';
import { OAuthError } from './errors.ts';
import { hasShape, isText } from './json.ts';
import type { Requester } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage, Platform } from './platform.ts';
import { redirectUriFor } from './redirect-uri.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/** How this app gets its client ID at an authorization server. */
export type RegistrationMethod =
  | 'pre-registered'
  | 'entered by hand'
  | 'client ID metadata document'
  | 'dynamic registration';

/**
 * Adapts the identification of this app to one server. A server that does not promise `iss` in its responses gets a
 * separate redirect URI, see {@link redirectUriFor}. A client ID metadata document lists the same redirect URI for
 * every server, so a server that does not promise `iss` does not get the document: the sign-in page of a hostile server
 * could redirect to an honest server, and the code would go to the hostile server (RFC 9700 §4.4). A pre-registered
 * client keeps its registered redirect URI.
 */
export async function identificationFor(
  server: AuthorizationServerMetadata,
  identification: ClientIdentification,
): Promise<ClientIdentification> {
  if (identification.clientId || server.issParameterSupported) return identification;
  return {
    ...identification,
    clientMetadataUrl: undefined,
    redirectUri: await redirectUriFor(identification.redirectUri, server.issuer),
  };
}

/** The URL of a client ID metadata document: https, with a path. */
const DOCUMENT_URL = /^https:\/\/[^/?#]+\/[^?#]/;

/**
 * Chooses how to register with a server, in the order of the MCP specification: pre-registered → client ID metadata
 * document → dynamic registration (RFC 7591). A client that the user entered or chose replaces the last two ways.
 *
 * @returns `undefined` when the user has to enter a client ID from the operator of the server.
 */
export function chooseRegistration(
  { storage }: Pick<Platform, 'storage'>,
  server: AuthorizationServerMetadata,
  { clientId, clientMetadataUrl, redirectUri }: ClientIdentification,
): RegistrationMethod | undefined {
  if (clientId) return 'pre-registered';
  const kept = readRegistration(storage, server.issuer);
  if (kept?.byHand) return 'entered by hand';
  if (kept?.chosen && kept.redirectUri === redirectUri) return 'dynamic registration';
  if (server.clientIdMetadataDocumentSupported && DOCUMENT_URL.test(clientMetadataUrl ?? '')) {
    return 'client ID metadata document';
  }
  return server.registrationEndpoint ? 'dynamic registration' : undefined;
}

/**
 * Gets a client ID for this app at a server, in the way that {@link identificationFor} and {@link chooseRegistration}
 * determine. Stores a registration under its issuer and never sends it to another issuer. All tabs share a registration
 * without a secret; a registration with a secret stays in this tab.
 *
 * @returns the client, and its redirect URI at this server.
 * @throws OAuthError `client_unknown` when no registration method is possible, `registration_refused`,
 * `registration_invalid`, `storage_unavailable`, or a code of the request group.
 */
export async function registerClient(
  platform: Requester & Pick<Platform, 'storage' | 'now'>,
  server: AuthorizationServerMetadata,
  settings: ClientIdentification,
): Promise<ClientRegistration & { redirectUri: string }> {
  const identification = await identificationFor(server, settings);
  const { clientId, clientMetadataUrl, redirectUri } = identification;
  const method = chooseRegistration(platform, server, identification);
  const fixed = method === 'client ID metadata document' ? clientMetadataUrl : clientId;
  if (fixed) return { clientId: fixed, redirectUri };
  const kept = readRegistration(platform.storage, server.issuer);
  const expired = typeof kept?.expiresAtMs === 'number' && kept.expiresAtMs <= platform.now();
  // The server compares the redirect URI with the registered URI, so another redirect URI needs another registration.
  if (kept && !expired && (kept.byHand || kept.redirectUri === redirectUri))
    return { ...kept.client, redirectUri };
  return { ...(await registerDynamically(platform, server, identification, kept?.chosen)), redirectUri };
}

/**
 * Registers this app dynamically with a server that refused its client ID metadata document. From then on the
 * registration is used instead of the document. The server shows the refusal on its own page. Only the user can see
 * that page, so only the user can decide to register.
 *
 * @throws OAuthError as {@link registerClient}.
 */
export async function registerInstead(
  platform: Requester & Pick<Platform, 'storage' | 'now'>,
  server: AuthorizationServerMetadata,
  settings: ClientIdentification,
): Promise<void> {
  await registerDynamically(platform, server, await identificationFor(server, settings), true);
}

async function registerDynamically(
  platform: Requester & Pick<Platform, 'storage' | 'now'>,
  server: AuthorizationServerMetadata,
  identification: ClientIdentification,
  chosen: boolean | undefined,
): Promise<ClientRegistration> {
  const { registrationEndpoint, issuer } = server;
  if (!registrationEndpoint) throw new OAuthError('client_unknown', { at: issuer });
  const registered = await requestRegistration(platform, registrationEndpoint, server, identification);
  saveRegistration(platform.storage, issuer, {
    ...registered,
    chosen,
    redirectUri: identification.redirectUri,
  });
  return registered.client;
}

/**
 * Stores a client ID, and its secret if any, that the user got from the operator of the server.
 *
 * @throws OAuthError `storage_unavailable`.
 */
export function enterRegistration(
  { storage }: Pick<Platform, 'storage'>,
  { issuer, tokenEndpoint, tokenEndpointAuthMethods = [] }: AuthorizationServerMetadata,
  { clientId, clientSecret }: { clientId: string; clientSecret?: string | undefined },
): void {
  const posted = tokenEndpointAuthMethods.length && !tokenEndpointAuthMethods.includes('client_secret_basic');
  const method = posted ? 'client_secret_post' : 'client_secret_basic';
  saveRegistration(storage, issuer, {
    byHand: true,
    client: {
      clientId,
      clientSecret: clientSecret
        ? { method, value: clientSecret, origin: new URL(tokenEndpoint).origin }
        : undefined,
    },
  });
}

/** Returns the stored client of this app at a server, registered dynamically or entered by hand. */
export function keptRegistration(
  { storage }: Pick<Platform, 'storage'>,
  issuer: string,
): ClientRegistration | undefined {
  return readRegistration(storage, issuer)?.client;
}

/** Deletes the stored client, after the server refused it or when the user wants another client. */
export function forgetRegistration({ storage }: Pick<Platform, 'storage'>, issuer: string): void {
  deleteRecord(storage.tab, key(issuer));
  deleteRecord(storage.shared, key(issuer));
}

interface KeptRegistration {
  client: ClientRegistration;
  byHand?: boolean | undefined;
  /** Whether the user chose this client instead of a client ID metadata document. */
  chosen?: boolean | undefined;
  redirectUri?: string | undefined;
  /** When the secret expires; absent when it never expires. */
  expiresAtMs?: unknown;
}

const key = (issuer: string) => `oauth:client:${issuer}`;

function saveRegistration(storage: Platform['storage'], issuer: string, kept: KeptRegistration): void {
  forgetRegistration({ storage }, issuer);
  writeRecord(kept.client.clientSecret ? storage.tab : storage.shared, key(issuer), kept);
}

function readRegistration(storage: Platform['storage'], issuer: string): KeptRegistration | undefined {
  return readKept(storage.tab, issuer) ?? readKept(storage.shared, issuer);
}

/** Validates the record: another version of this app, or another script of this origin, may have written it. */
function readKept(storage: KeyValueStorage, issuer: string): KeptRegistration | undefined {
  const record: unknown = readRecord(storage, key(issuer));
  return isKept(record) ? record : undefined;
}

function isKept(record: unknown): record is KeptRegistration {
  return hasShape({ client: hasShape({ clientId: isText, clientSecret: isClientSecret }) })(record);
}
