import type { AuthorizationServerMetadata } from '../index.ts';
import { ISSUER, REDIRECT_URI, SERVER } from './examples.ts';
import { type Responder, type TestPlatform, testBrowser, testPlatform } from './platform.ts';
import { testServers } from './servers.ts';

export const ENDPOINT = `${ISSUER}/register`;

export const { origin: ORIGIN } = new URL(ISSUER);

export const REGISTERING: AuthorizationServerMetadata = { ...SERVER, registrationEndpoint: ENDPOINT };

export const knownAs = (clientId: string) => ({ clientId, redirectUri: REDIRECT_URI });

export const APP = {
  clientName: 'App',
  redirectUri: REDIRECT_URI,
  postLogoutRedirectUri: 'https://app.example/',
};

/** A registration endpoint that numbers its clients. */
export function registering(more: Record<string, unknown> = {}, browser = testBrowser()): TestPlatform {
  let registered = 0;
  const answer: Responder = () => {
    registered += 1;
    return Response.json({ client_id: `client-${registered}`, ...more }, { status: 201 });
  };
  return testPlatform(testServers({ [ENDPOINT]: answer }), { browser });
}

export const stored = ({ tab, storage }: TestPlatform) => ({
  tab: JSON.stringify([...tab.entries]),
  shared: JSON.stringify(
    Array.from({ length: storage.shared.length }, (_, index) =>
      storage.shared.getItem(storage.shared.key(index) ?? ''),
    ),
  ),
});
