import type { ReactNode } from 'react';
import type { RouteObject } from 'react-router-dom';
import type { Platform } from './oauth/index.ts';
import type { NavigationLink } from './ui/navigation-link.ts';

/** What a folder beside the app adds to it. */
export interface Plugin {
  /** @param network the page's own, which waits for the offline servers where there are any. */
  routes(network: (url: string, init: RequestInit) => Promise<Response>): RouteObject[];
  /** Wraps the platform of the app's own sessions, which know nothing of it. */
  instrument(platform: Platform): Platform;
  /** The workers that it starts, for the policy that lets a page start no others. */
  workers: readonly string[];
  /** For the navigation of the starter's screens. */
  links: readonly NavigationLink[];
  /** What the home page begins with. */
  introduction: ReactNode;
}

/** The lab, found by its path: deleting the folder needs no edit. */
export const [plugin] = Object.values(
  import.meta.glob<Plugin>('./lab/plugin.tsx', { eager: true, import: 'lab' }),
);
