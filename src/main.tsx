import './ui/tokens.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router-dom';
import { HydrateFallback } from './app/HydrateFallback.tsx';
import { McpContext } from './app/mcp-context.ts';
import { appRoutes } from './app/routes.tsx';
import { config, OFFLINE } from './config.ts';
import { browserPlatform, createSession } from './oauth/index.ts';
import { SessionProvider } from './oauth/react/SessionProvider.tsx';
import { installTrustedTypesPolicy } from './trusted-types.ts';

installTrustedTypesPolicy();

// Loaded after first paint and before the first call, which waits for it.
const network = OFFLINE ? startOfflineWorld() : removeWorker();

async function startOfflineWorld(): Promise<void> {
  await import('./zod-jitless.ts');
  const mocks = await import('./mocks/browser.ts');
  await mocks.startOfflineWorld();
}

async function fetchOverNetwork(url: string | URL, init?: RequestInit): Promise<Response> {
  await network;
  return fetch(url, init);
}

/** A worker left over from an offline build would answer for the real servers. */
async function removeWorker(): Promise<void> {
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (registration.active?.scriptURL.endsWith('/mockServiceWorker.js')) await registration.unregister();
  }
}

// Takes a code out of the address bar here, before anything else can see it.
const session = createSession(config, { ...browserPlatform(), fetch: fetchOverNetwork });

const offlineRoutes: RouteObject[] = OFFLINE
  ? [
      {
        path: '/idp/authorize',
        HydrateFallback,
        lazy: async () => {
          await network;
          return { Component: (await import('./mocks/sign-in/AuthorizePage.tsx')).AuthorizePage };
        },
      },
      {
        path: '/idp/end-session',
        HydrateFallback,
        lazy: async () => {
          await network;
          return { Component: (await import('./mocks/sign-in/EndSessionPage.tsx')).EndSessionPage };
        },
      },
    ]
  : [];

const router = createBrowserRouter([...offlineRoutes, ...appRoutes]);
const opensElsewhere =
  location.pathname === new URL(config.redirectUri).pathname || location.pathname.startsWith('/idp/');
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <SessionProvider session={session} restore={!opensElsewhere}>
        <McpContext value={{ serverUrl: config.serverUrl, fetch: fetchOverNetwork }}>
          <RouterProvider router={router} />
        </McpContext>
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
);
