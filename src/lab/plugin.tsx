import type { RouteObject } from 'react-router-dom';
import { Waiting } from '../ui/Waiting.tsx';

/** What the composition root takes of the lab, found by its path so that deleting the folder needs no edit. */
export interface Lab {
  routes: RouteObject[];
  /** For the navigation of the starter's screens. */
  link: { to: string; label: string };
}

export const lab: Lab = {
  link: { to: '/learn', label: 'Learn' },
  routes: [
    {
      path: '/learn/:slug?',
      HydrateFallback: () => <Waiting>Loading the lab</Waiting>,
      lazy: async () => {
        // Its servers hold an MCP SDK; see there.
        await import('../zod-jitless.ts');
        return { Component: (await import('./LabPage.tsx')).LabPage };
      },
    },
  ],
};
