import { createSession, dpop, isAuthorizationResponse, pendingSessionKey } from '../../index.ts';
import { keysOf } from './key-database.ts';
import type { ModelDocument } from './model.ts';
import { CLIENT_ID, REDIRECT_URI, type ServerName } from './server.ts';
import type { World } from './world.ts';

export const HOME = 'https://app.example/';

/** The servers of the sessions in a document: one server or both. */
const SERVED: readonly (readonly ServerName[])[] = [['a', 'b'], ['b', 'a'], ['a'], ['b']];

/** Starts the app in a document: it completes the sign-in of the URL's response, and restores the other sessions. */
export function startApp(world: World, document: ModelDocument, choice: number): void {
  const { platform } = document;
  const opened = platform.href();
  const served = SERVED[choice % SERVED.length] ?? [];
  const isResponse = isAuthorizationResponse(opened, REDIRECT_URI);
  const state = new URL(opened).searchParams.get('state') ?? '';
  const responder = isResponse ? (serverOfResponse(world, document, state) ?? 'a') : undefined;
  for (const server of new Set(responder ? [responder, ...served] : served)) {
    const session = startSession(world, document, server);
    if (server !== responder) void session.restore();
    else void session.completeSignIn().catch(() => world.occurred('a sign-in is not finished'));
  }
}

/** Where server `a` binds tokens to keys, the app requires DPoP at `a`, and uses it at `b` if supported. */
export function startSession(world: World, document: ModelDocument, server: ServerName) {
  const settings = {
    serverUrl: world.servers[server].serverUrl,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    scopes: ['openid'],
    postLogoutRedirectUri: HOME,
    dpop:
      world.servers.a.dpop &&
      dpop(server === 'a' ? 'required' : 'when supported', keysOf(document, world.browser.keys)),
  };
  const session = document.sessions.get(server) ?? createSession(settings, document.platform);
  document.sessions.set(server, session);
  return session;
}

function serverOfResponse(world: World, { platform }: ModelDocument, state: string): ServerName | undefined {
  const url = pendingSessionKey(platform.storage.tab, state);
  return Object.values(world.servers).find(({ serverUrl }) => serverUrl === url)?.name;
}
