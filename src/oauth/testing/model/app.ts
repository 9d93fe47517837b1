import { createSession, isAuthorizationResponse, pendingSessionKey } from '../../index.ts';
import type { ModelDocument } from './model.ts';
import { CLIENT_ID, REDIRECT_URI, type ServerName } from './server.ts';
import type { World } from './world.ts';

export const HOME = 'https://app.example/';

/** Whose sessions the app makes in a document: a page may serve one server or both. */
const SERVED: readonly (readonly ServerName[])[] = [['a', 'b'], ['b', 'a'], ['a'], ['b']];

/** Starts the app in a document: it finishes the sign-in whose response was opened, and continues the others. */
export function startApp(world: World, document: ModelDocument, choice: number): void {
  const { platform } = document;
  const opened = platform.href();
  const served = SERVED[choice % SERVED.length] ?? [];
  const isResponse = isAuthorizationResponse(opened, REDIRECT_URI);
  const state = new URL(opened).searchParams.get('state') ?? '';
  const answered = isResponse ? (answeredServer(world, document, state) ?? 'a') : undefined;
  for (const server of new Set(answered ? [answered, ...served] : served)) {
    const session = startSession(world, document, server);
    if (server !== answered) void session.restore();
    else void session.completeSignIn().catch(() => world.occurred('sign-in not finished'));
  }
}

/** The session with a server, made when it is first asked for. */
export function startSession(world: World, document: ModelDocument, server: ServerName) {
  const settings = {
    serverUrl: world.servers[server].serverUrl,
    clientId: CLIENT_ID,
    redirectUri: REDIRECT_URI,
    scopes: ['openid'],
    postLogoutRedirectUri: HOME,
  };
  const session = document.sessions.get(server) ?? createSession(settings, document.platform);
  document.sessions.set(server, session);
  return session;
}

function answeredServer(world: World, { platform }: ModelDocument, state: string): ServerName | undefined {
  const url = pendingSessionKey(platform.storage.tab, state);
  return Object.values(world.servers).find(({ serverUrl }) => serverUrl === url)?.name;
}
