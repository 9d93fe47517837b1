import type { ComponentType } from 'react';
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
    page('/learn/:slug?', async () => (await import('./LabPage.tsx')).LabPage),
    page(
      '/learn/second-tab',
      async () => (await import('./chapters/where-the-verifier-lives/SecondTabPage.tsx')).SecondTabPage,
    ),
    page('/attack/:slug?', async () => (await import('./AttackPage.tsx')).AttackPage),
  ],
};

function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return {
    path,
    HydrateFallback: () => <Waiting>Loading the lab</Waiting>,
    lazy: async () => {
      // The servers of a run hold an MCP SDK; see there.
      await import('../zod-jitless.ts');
      return { Component: await load() };
    },
  };
}
