import type { RouteObject } from 'react-router-dom';
import { HydrateFallback } from './app/HydrateFallback.tsx';

/** The pages of the authorization servers in the tab; none in a build for real servers. */
export function offlineRoutes(start: () => Promise<void>): RouteObject[] {
  // The setting is compared here, so that a build for real servers leaves the pages out.
  return import.meta.env.VITE_OFFLINE === 'true'
    ? [
        {
          path: '/idp/southwind?/authorize',
          HydrateFallback,
          lazy: async () => {
            await start();
            const [{ AuthorizePage }, { callServer }] = await Promise.all([
              import('./mocks/sign-in/AuthorizePage.tsx'),
              import('./mocks/sign-in/call-server.ts'),
            ]);
            return { element: <AuthorizePage callServer={callServer} /> };
          },
        },
        {
          path: '/idp/southwind?/end-session',
          HydrateFallback,
          lazy: async () => {
            await start();
            return { Component: (await import('./mocks/sign-in/EndSessionPage.tsx')).EndSessionPage };
          },
        },
      ]
    : [];
}
