import {
  createAuthorizationRequest,
  discover,
  savePendingAuthorization,
  takePendingAuthorization,
} from '../../../oauth/index.ts';
import { keepVerifier, takeVerifier } from '../naive-client/shared-slot.ts';
import { createTabPlatform } from '../run/tab-platform.ts';
import { formMessage } from '../run/token-request.ts';
import { personNamed, signInAtServer } from '../run/user-agent.ts';
import { partOfStorage } from '../storage-part.ts';
import type { Network } from '../wire/recorder.ts';

/** Where a client stores its verifier between the authorization request and the exchange. */
export type Keep = 'one shared slot' | 'a record of this tab';

/** The real storages of a browser tab. */
export interface TabStorages {
  localStorage: Storage;
  sessionStorage: Storage;
}

/** The networks through which a tab reaches the servers of the run. */
export interface TabNetworks {
  client: Network;
  browser: Network;
}

const partOf = (storage: Storage) => partOfStorage(storage, 'lab:two-tabs:');

/** Starts a sign-in in this tab, up to the authorization response. @returns the callback URL. */
export async function startInTab(
  keep: Keep,
  { client, browser }: TabNetworks,
  { localStorage, sessionStorage }: TabStorages,
): Promise<string> {
  // A new platform caches nothing, so that each sign-in performs the whole flow.
  const platform = createTabPlatform({ fetch: client });
  const serverUrl = `${location.origin}/mcp`;
  const { resource, server } = await discover(platform, serverUrl);
  const { url, pending } = await createAuthorizationRequest(platform, {
    server,
    clientId: 'this-app',
    redirectUri: `${location.origin}/callback`,
    sessionKey: serverUrl,
    resource: resource.resource,
    scope: 'notes:read',
    returnTo: '/',
  });
  if (keep === 'one shared slot') {
    keepVerifier(pending.state, pending.codeVerifier, partOf(localStorage));
  } else {
    savePendingAuthorization(partOf(sessionStorage), pending);
  }
  return signInAtServer(browser, url, personNamed('ada'));
}

/** Finishes the sign-in of this tab with the verifier from the storage. @returns the status of the token response. */
export async function finishInTab(
  keep: Keep,
  callbackUrl: string,
  { client }: TabNetworks,
  { localStorage, sessionStorage }: TabStorages,
): Promise<number> {
  const { searchParams } = new URL(callbackUrl);
  const verifier =
    keep === 'one shared slot' ? takeVerifier(partOf(localStorage)) : takeOwn(searchParams, sessionStorage);
  const { url, ...request } = formMessage(`${location.origin}/idp/token`, {
    grant_type: 'authorization_code',
    code: searchParams.get('code') ?? '',
    redirect_uri: `${location.origin}/callback`,
    client_id: 'this-app',
    code_verifier: verifier,
  });
  return (await client(url, { ...request, headers: { ...request.headers } })).status;
}

const takeOwn = (response: URLSearchParams, sessionStorage: Storage): string =>
  takePendingAuthorization(partOf(sessionStorage), response.get('state') ?? '')?.codeVerifier ?? '';
