import type { ReactNode } from 'react';
import type { RouteObject } from 'react-router-dom';
import { CONNECT, config } from '../config.ts';
import type { Session } from '../oauth/index.ts';
import { SessionProvider } from '../oauth/react/SessionProvider.tsx';
import type { NavigationLink } from '../ui/navigation-link.ts';
import { CallbackRoute } from './CallbackRoute.tsx';
import { ConnectOff } from './connect/ConnectOff.tsx';
import { HomePage } from './HomePage.tsx';
import { HydrateFallback } from './HydrateFallback.tsx';
import { Layout } from './Layout.tsx';
import { loadConnectPage, loadNotesPage, loadQueries, loadToolsPage } from './load-pages.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

/**
 * The screens of the starter. The code of the pages that need the MCP client loads only when the user opens them.
 *
 * @param callback the session whose sign-in the callback page completes, and the next page if there is no `returnTo`.
 * @param apiSession the session with the API, if the build has an API.
 * @param links further links of the navigation.
 * @param introduction replaces the starter's own introduction on the home page.
 */
export const appRoutes = ({
  callback,
  apiSession,
  links,
  introduction,
}: {
  callback: { session: Session; startAt: string };
  apiSession: Session | undefined;
  links: readonly NavigationLink[];
  introduction?: ReactNode;
}): RouteObject[] => [
  {
    element: <Layout links={links} apiSession={apiSession} />,
    HydrateFallback,
    children: [
      { path: '/', element: <HomePage {...(introduction && { introduction })} /> },
      {
        path: '/callback',
        element: (
          <SessionProvider session={callback.session} restore={false}>
            <CallbackRoute startAt={callback.startAt} />
          </SessionProvider>
        ),
      },
      {
        lazy: async () => ({ Component: (await loadQueries()).Queries }),
        children: [
          ...(config.mcp
            ? [
                {
                  path: '/tools/:name?',
                  lazy: async () => ({ Component: (await loadToolsPage()).ToolsPage }),
                },
              ]
            : []),
          ...(config.api && apiSession ? [notesRoute(config.api.url, apiSession)] : []),
          {
            path: '/connect',
            ...(CONNECT
              ? { lazy: async () => ({ Component: (await loadConnectPage()).ConnectPage }) }
              : { element: <ConnectOff /> }),
          },
        ],
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
];

/** The page of the API. The API has its own session, because its token is not valid at the MCP server. */
const notesRoute = (api: string, session: Session): RouteObject => ({
  path: '/notes',
  lazy: async () => {
    const { NotesPage } = await loadNotesPage();
    return {
      element: (
        <SessionProvider session={session}>
          <NotesPage api={api} />
        </SessionProvider>
      ),
    };
  },
});
