import type { ReactNode } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router-dom';
import { McpContext } from './app/mcp-context.ts';
import { PageFailure } from './app/PageFailure.tsx';
import { appRoutes } from './app/routes.tsx';
import { ServerSessionsContext } from './app/server-sessions.ts';
import { config, identification } from './config.ts';
import type { PageNetwork } from './network.ts';
import { browserPlatform, sessionKey } from './oauth/index.ts';
import { SessionProvider } from './oauth/react/SessionProvider.tsx';
import { offlineRoutes } from './offline-routes.tsx';
import { plugin } from './plugin.ts';
import { configured, respondingKey, sessionsOf, startOf } from './sessions.ts';

/** Composes the app: the one place that constructs its parts. Throws `storage_unavailable` if storage is blocked. */
export function compose(network: PageNetwork): ReactNode {
  const base = import.meta.env.BASE_URL;
  // Some hosts and web views open the page at the name of its file.
  if (location.pathname === `${base}index.html`)
    history.replaceState(history.state, '', base + location.search + location.hash);
  const plain = { ...browserPlatform(), fetch: network.fetch };
  const platform = plugin ? plugin.instrument(plain) : plain;
  const sessionOf = sessionsOf(platform);
  const [first] = configured;
  if (!first) throw new Error('The build has no server to sign in to; see .env.example.');
  const mainKey = sessionKey(first);
  const responding = respondingKey(platform, mainKey);
  // The creation of this session removes a code from the address bar before any other part of the app can see the code.
  const callback = { session: sessionOf(responding ?? mainKey), startAt: startOf(responding ?? mainKey) };
  const session = sessionOf(mainKey);
  const apiSession = config.api && sessionOf(sessionKey(config.api.session));
  const { links = [], introduction } = plugin ?? {};
  const children = [
    ...offlineRoutes(network.start),
    ...(plugin?.routes(network.fetch) ?? []),
    ...appRoutes({ callback, apiSession, links, introduction }),
  ];
  let router: ReturnType<typeof createBrowserRouter> | undefined;
  /** The router gets a task of its own, because router and app each take long on a phone. */
  function Router() {
    router ??= createBrowserRouter([{ errorElement: <PageFailure links={links} />, children }], {
      basename: base,
    });
    return <RouterProvider router={router} />;
  }
  const opensElsewhere = responding === mainKey || location.pathname.startsWith(`${base}idp/`);
  const access = config.mcp && {
    serverUrl: config.mcp.serverUrl,
    fetch: (url: string | URL, init?: RequestInit) => platform.fetch(String(url), init ?? {}),
  };
  return (
    <ServerSessionsContext value={{ platform, identification, sessionOf }}>
      <SessionProvider session={session} restore={!opensElsewhere}>
        <McpContext value={access}>
          <Router />
        </McpContext>
      </SessionProvider>
    </ServerSessionsContext>
  );
}
