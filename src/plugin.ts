import type { ReactNode } from 'react';
import type { RouteObject } from 'react-router-dom';
import type { Platform } from './oauth/index.ts';
import type { NavigationLink } from './ui/navigation-link.ts';

/** What an optional folder adds to the app. */
export interface Plugin {
  /** @param network the `fetch` of the page, which waits for the offline servers if there are any. */
  routes(network: (url: string, init: RequestInit) => Promise<Response>): RouteObject[];
  /** Wraps the platform of the app's own sessions. The sessions do not notice the wrapper. */
  instrument(platform: Platform): Platform;
  /** The workers that the plugin starts; the policy of the page allows no other workers. */
  workers: readonly string[];
  /** The destinations that the plugin adds to the navigation. */
  links: readonly NavigationLink[];
  /** The beginning of the home page. */
  introduction: ReactNode;
}

/** The lab, found by its path, so that deleting the folder needs no edit. */
export const [plugin] = Object.values(
  import.meta.glob<Plugin>('./lab/plugin.tsx', { eager: true, import: 'lab' }),
);
