import type { ReactNode } from 'react';
import type { RouteObject } from 'react-router-dom';
import { CallbackRoute } from './CallbackRoute.tsx';
import { HomePage } from './HomePage.tsx';
import { HydrateFallback } from './HydrateFallback.tsx';
import { Layout, type NavigationLink } from './Layout.tsx';
import { loadToolsPage } from './load-tools-page.ts';
import { NotFoundPage } from './NotFoundPage.tsx';

/**
 * The screens of the starter. What needs the MCP client is loaded when it is opened.
 *
 * @param links what else the navigation leads to.
 * @param introduction what the home page begins with, if not with the starter's own words.
 */
export const appRoutes = (links: readonly NavigationLink[], introduction?: ReactNode): RouteObject[] => [
  {
    element: <Layout links={links} />,
    HydrateFallback,
    children: [
      { path: '/', element: <HomePage {...(introduction && { introduction })} /> },
      { path: '/callback', element: <CallbackRoute /> },
      {
        path: '/tools/:name?',
        lazy: async () => ({ Component: (await loadToolsPage()).ToolsPage }),
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
];
