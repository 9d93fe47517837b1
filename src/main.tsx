import './ui/tokens.css';
import './zod-jitless.ts';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router-dom';
import { accepted } from './app/accepted.ts';
import { BlockedConnectionsContext, watchBlockedConnections } from './app/blocked-connections.ts';
import { connectPath } from './app/connect/connect-path.ts';
import { HydrateFallback } from './app/HydrateFallback.tsx';
import { McpContext } from './app/mcp-context.ts';
import { PageFailure } from './app/PageFailure.tsx';
import { appRoutes } from './app/routes.tsx';
import { StartFailure } from './app/StartFailure.tsx';
import { ServerSessionsContext } from './app/server-sessions.ts';
import { starterLinks } from './app/starter-pages.ts';
import { config, identification } from './config.ts';
import { describeOAuthError } from './oauth/error-descriptions.ts';
import {
  browserPlatform,
  createSession,
  isAuthorizationResponse,
  OAuthError,
  type Platform,
  pendingSessionKey,
  type Session,
  type SessionSettings,
  sessionKey,
} from './oauth/index.ts';
import { SessionProvider } from './oauth/react/SessionProvider.tsx';
import { installTrustedTypesPolicy } from './trusted-types.ts';
import { StarterLinksContext } from './ui/starter-links.ts';

/** What teaches, where it has not been deleted. */
const [lab] = Object.values(import.meta.glob<Lab>('./lab/plugin.tsx', { eager: true, import: 'lab' }));

interface Lab {
  routes(network: (url: string, init: RequestInit) => Promise<Response>): RouteObject[];
  instrument(platform: Platform): Platform;
  links: readonly { to: string; label: string }[];
  introduction: ReactNode;
  workers: readonly string[];
}

installTrustedTypesPolicy(lab?.workers);
const blockedConnections = watchBlockedConnections(document);

/** Resolves when calls can be made. */
let network: Promise<void> | undefined;
// The servers in the tab are as much code as the whole app: they are fetched for the first call, which waits.
if (import.meta.env.VITE_OFFLINE !== 'true') void startNetwork();

/** What the first call waits for, begun once. */
function startNetwork(): Promise<void> {
  if (!network) {
    // Compared in place: only so does a build for real servers leave the mocks out.
    network = import.meta.env.VITE_OFFLINE === 'true' ? startOfflineWorld() : removeWorker();
    network.catch(showThatNothingAnswers);
  }
  return network;
}

async function startOfflineWorld(): Promise<void> {
  const mocks = await import('./mocks/browser.ts');
  await mocks.startOfflineWorld();
}

async function fetchOverNetwork(url: string | URL, init?: RequestInit): Promise<Response> {
  await startNetwork();
  return fetch(url, init);
}

/** A worker left over from an offline build would answer for the real servers. */
async function removeWorker(): Promise<void> {
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (registration.active?.scriptURL.endsWith('/mockServiceWorker.js')) await registration.unregister();
  }
}

const offlineRoutes: RouteObject[] =
  import.meta.env.VITE_OFFLINE === 'true'
    ? [
        {
          path: '/idp/:issuer?/authorize',
          HydrateFallback,
          lazy: async () => {
            await startNetwork();
            const [{ AuthorizePage }, { askServer }] = await Promise.all([
              import('./mocks/sign-in/AuthorizePage.tsx'),
              import('./mocks/sign-in/ask-server.ts'),
            ]);
            return { element: <AuthorizePage ask={askServer} /> };
          },
        },
        {
          path: '/idp/:issuer?/end-session',
          HydrateFallback,
          lazy: async () => {
            await startNetwork();
            return { Component: (await import('./mocks/sign-in/EndSessionPage.tsx')).EndSessionPage };
          },
        },
      ]
    : [];

/** The settings of the servers that this app is made for. The home page is about the first one. */
const configured: readonly SessionSettings[] = [config.mcp, config.api?.session].filter(
  (settings) => settings !== undefined,
);

/** Makes each session when it is first asked for, and once. A key that is not configured is the URL of an MCP server. */
function sessionsOf(platform: Platform): (key: string) => Session {
  const sessions = new Map<string, Session>();
  return (key) => {
    const settings = configured.find((one) => sessionKey(one) === key) ?? {
      ...identification,
      serverUrl: key,
      // Read at each sign-in: the person may accept them in between.
      get resource() {
        return accepted(platform.storage.tab, key).resource;
      },
      get tokenOrigin() {
        return accepted(platform.storage.tab, key).tokenOrigin;
      },
    };
    const session = sessions.get(key) ?? createSession(settings, platform);
    sessions.set(key, session);
    return session;
  };
}

/** Whose sign-in this document was opened to finish; `undefined` where it was opened for anything else. */
function answeredKey({ storage }: Platform, otherwise: string): string | undefined {
  if (!isAuthorizationResponse(location.href, identification.redirectUri)) return undefined;
  const [query, fragment] = [location.search, location.hash.slice(1)].map(
    (part) => new URLSearchParams(part),
  );
  const state = query?.get('state') ?? fragment?.get('state');
  return (state && pendingSessionKey(storage.tab, state)) || otherwise;
}

/** Where a sign-in ends that does not know where it began. */
function startOf(key: string): string {
  if (key === config.mcp?.serverUrl) return '/tools';
  return config.api && key === sessionKey(config.api.session) ? '/notes' : connectPath(key);
}

/** The app, put together: the one place where things are constructed. */
function compose(): ReactNode {
  const plain = { ...browserPlatform(), fetch: fetchOverNetwork };
  const platform = lab ? lab.instrument(plain) : plain;
  const sessionOf = sessionsOf(platform);
  const [first] = configured;
  if (!first) throw new Error('The build has no server to sign in to; see .env.example.');
  const mainKey = sessionKey(first);
  const answered = answeredKey(platform, mainKey);
  // Takes a code out of the address bar here, before anything else can see it.
  const answering = { session: sessionOf(answered ?? mainKey), startAt: startOf(answered ?? mainKey) };
  const session = sessionOf(mainKey);
  const apiSession = config.api && sessionOf(sessionKey(config.api.session));
  const { links = [], introduction } = lab ?? {};
  const children = [
    ...offlineRoutes,
    ...(lab?.routes(fetchOverNetwork) ?? []),
    ...appRoutes({ answering, apiSession, links, introduction }),
  ];
  const router = createBrowserRouter([{ errorElement: <PageFailure links={links} />, children }], {
    basename: import.meta.env.BASE_URL,
  });
  const opensElsewhere =
    answered === mainKey || location.pathname.startsWith(`${import.meta.env.BASE_URL}idp/`);
  const access = config.mcp && {
    serverUrl: config.mcp.serverUrl,
    fetch: (url: string | URL, init?: RequestInit) => platform.fetch(String(url), init ?? {}),
  };
  return (
    <ServerSessionsContext value={{ platform, identification, sessionOf }}>
      <SessionProvider session={session} restore={!opensElsewhere}>
        <McpContext value={access}>
          <RouterProvider router={router} />
        </McpContext>
      </SessionProvider>
    </ServerSessionsContext>
  );
}

const container = document.getElementById('root');
if (!container) throw new Error('index.html has no #root.');
const root = createRoot(container);

try {
  root.render(
    <StrictMode>
      <StarterLinksContext value={starterLinks}>
        <BlockedConnectionsContext value={blockedConnections}>{compose()}</BlockedConnectionsContext>
      </StarterLinksContext>
    </StrictMode>,
  );
} catch (error) {
  if (!(error instanceof OAuthError)) throw error;
  root.render(<StartFailure {...describeOAuthError(error)} />);
}

function showThatNothingAnswers(): void {
  root.render(
    <StartFailure
      title="The servers of this demonstration could not start in this tab"
      advice="They need a service worker, which browsers withhold in some private windows and on addresses that are neither https nor localhost. Open this page in an ordinary window."
    />,
  );
}
