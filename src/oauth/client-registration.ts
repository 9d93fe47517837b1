import { type ClientRegistration, isClientSecret } from './client-authentication.ts';
import type { ClientIdentification } from './client-identification.ts';
import { requestRegistration } from './dynamic-registration.ts';
import { OAuthError } from './errors.ts';
import { isObject, isText, textOf } from './json.ts';
import type { Requester } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { KeyValueStorage, Platform } from './platform.ts';
import { redirectUriOf } from './redirect-uri.ts';
import { coversServer } from './safe-url.ts';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';

/** How an authorization server comes to know this app. */
export type RegistrationMethod =
  | 'pre-registered'
  | 'entered by hand'
  | 'client ID metadata document'
  | 'dynamic registration';

/**
 * How this app presents itself to one server. To a server that does not promise `iss` in its responses, with a
 * redirect URI that no other server knows, see {@link redirectUriOf}: so a client ID metadata document, which lists
 * but one, is no way there unless both endpoints lie below the issuer. A client that was
 * registered beforehand has the redirect URI that was agreed on.
 */
export async function identificationFor(
  server: AuthorizationServerMetadata,
  identification: ClientIdentification,
): Promise<ClientIdentification> {
  const { clientId, clientMetadataUrl, redirectUri } = identification;
  if (clientId || server.issParameterSupported) return identification;
  const { issuer, authorizationEndpoint, tokenEndpoint } = server;
  const isOneTenant = [authorizationEndpoint, tokenEndpoint].every((url) => coversServer(issuer, url));
  if (isOneTenant && server.clientIdMetadataDocumentSupported && clientMetadataUrl) return identification;
  return {
    ...identification,
    clientMetadataUrl: undefined,
    redirectUri: await redirectUriOf(redirectUri, server.issuer),
  };
}

/**
 * Chooses how to be known by a server, in the order of the MCP specification: registered beforehand → client
 * ID metadata document → dynamic registration (RFC 7591).
 *
 * @returns `undefined` when only the person can help, with a client ID from whoever runs the server.
 */
export function chooseRegistration(
  { storage }: Pick<Platform, 'storage'>,
  server: AuthorizationServerMetadata,
  { clientId, clientMetadataUrl }: ClientIdentification,
): RegistrationMethod | undefined {
  if (clientId) return 'pre-registered';
  if (readRegistration(storage, server.issuer)?.byHand) return 'entered by hand';
  if (server.clientIdMetadataDocumentSupported && clientMetadataUrl && isDocumentUrl(clientMetadataUrl)) {
    return 'client ID metadata document';
  }
  return server.registrationEndpoint ? 'dynamic registration' : undefined;
}

/**
 * Gets this app a client ID at a server, presented as {@link identificationFor} and chosen as
 * {@link chooseRegistration} say. What was registered is kept by issuer and never shown to another one: without a
 * secret for all tabs, with one for this tab alone.
 *
 * @returns the client, and the redirect URI that the server knows it by.
 * @throws OAuthError `client_unknown` when the server offers no way that this app can take,
 * `registration_refused`, `registration_invalid`, or of the request group.
 */
export async function registerClient(
  platform: Requester & Pick<Platform, 'storage' | 'now'>,
  server: AuthorizationServerMetadata,
  settings: ClientIdentification,
): Promise<ClientRegistration & { redirectUri: string }> {
  const identification = await identificationFor(server, settings);
  const { clientId, clientMetadataUrl, redirectUri } = identification;
  const method = chooseRegistration(platform, server, identification);
  if (method === 'pre-registered' && clientId) return { clientId, redirectUri };
  if (method === 'client ID metadata document' && clientMetadataUrl)
    return { clientId: clientMetadataUrl, redirectUri };
  const kept = readRegistration(platform.storage, server.issuer);
  const expired = kept?.expiresAtMs !== undefined && kept.expiresAtMs <= platform.now();
  // Another redirect URI is another client: the server compares it with what was registered.
  if (kept && !expired && (kept.byHand || kept.redirectUri === redirectUri))
    return { ...kept.client, redirectUri };
  if (!server.registrationEndpoint) throw new OAuthError('client_unknown', { at: server.issuer });
  const registered = await requestRegistration(platform, server.registrationEndpoint, server, identification);
  saveRegistration(platform.storage, server.issuer, { ...registered, redirectUri });
  return { ...registered.client, redirectUri };
}

/**
 * Keeps a client ID that the person got from whoever runs the server, and the secret that came with it.
 *
 * @throws OAuthError `storage_unavailable`.
 */
export function enterRegistration(
  { storage }: Pick<Platform, 'storage'>,
  { issuer, tokenEndpointAuthMethods = [] }: AuthorizationServerMetadata,
  { clientId, clientSecret }: { clientId: string; clientSecret?: string | undefined },
): void {
  const posted = tokenEndpointAuthMethods.length && !tokenEndpointAuthMethods.includes('client_secret_basic');
  const method = posted ? 'client_secret_post' : 'client_secret_basic';
  saveRegistration(storage, issuer, {
    byHand: true,
    client: { clientId, ...(clientSecret && { clientSecret: { method, value: clientSecret } }) },
  });
}

/** What this app was registered as at a server, dynamically or by hand; `undefined` before, and after it was forgotten. */
export function keptRegistration(
  { storage }: Pick<Platform, 'storage'>,
  issuer: string,
): ClientRegistration | undefined {
  return readRegistration(storage, issuer)?.client;
}

/** Forgets what a server knows this app by, after it refused the client or when the person wants another one. */
export function forgetRegistration({ storage }: Pick<Platform, 'storage'>, issuer: string): void {
  deleteRecord(storage.tab, key(issuer));
  deleteRecord(storage.shared, key(issuer));
}

interface KeptRegistration {
  client: ClientRegistration;
  byHand?: boolean | undefined;
  redirectUri?: string | undefined;
  /** When the server stops accepting the secret; absent when it does not expire. */
  expiresAtMs?: number | undefined;
}

const key = (issuer: string) => `oauth:client:${issuer}`;

function saveRegistration(storage: Platform['storage'], issuer: string, kept: KeptRegistration): void {
  forgetRegistration({ storage }, issuer);
  writeRecord(kept.client.clientSecret ? storage.tab : storage.shared, key(issuer), kept);
}

function readRegistration(storage: Platform['storage'], issuer: string): KeptRegistration | undefined {
  return readKept(storage.tab, issuer) ?? readKept(storage.shared, issuer);
}

/** Another version of this app, or another script of this origin, may have written what we find. */
function readKept(storage: KeyValueStorage, issuer: string): KeptRegistration | undefined {
  const { client, byHand, redirectUri, expiresAtMs } = readRecord(storage, key(issuer)) ?? {};
  if (!isObject(client)) return undefined;
  const { clientId, clientSecret } = client;
  if (!isText(clientId) || !isClientSecret(clientSecret)) return undefined;
  return {
    client: { clientId, clientSecret },
    byHand: byHand === true,
    redirectUri: textOf(redirectUri),
    expiresAtMs: typeof expiresAtMs === 'number' ? expiresAtMs : undefined,
  };
}

function isDocumentUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, pathname } = new URL(url);
  return protocol === 'https:' && pathname !== '/';
}
