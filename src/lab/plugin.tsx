import type { ComponentType, ReactNode } from 'react';
import type { RouteObject } from 'react-router-dom';
import type { Platform } from '../oauth/index.ts';
import type { NavigationLink } from '../ui/PageHeader.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { BRUTE_FORCE_WORKER } from './attacks/brute-force/worker-url.ts';
import { Landing } from './landing/Landing.tsx';
import { LAB_LINKS } from './links.ts';
import { LiveNetwork } from './live-network.ts';
import { instrument } from './own-run/instrument.ts';
import { createProgress } from './progress.ts';
import { ProgressContext } from './progress-context.ts';
import { captureProbeAnswer } from './server-report/probe-record.ts';
import type { Network } from './wire/recorder.ts';

/** What the composition root takes of the lab, found by its path so that deleting the folder needs no edit. */
export interface Lab {
  /** @param network the page's own, which waits for the offline servers where there are any. */
  routes(network: Network): RouteObject[];
  /** Wraps the platform of the app's own session, which knows nothing of it. */
  instrument(platform: Platform): Platform;
  /** The workers that it starts, for the policy that lets a page start no others. */
  workers: readonly string[];
  /** For the navigation of the starter's screens. */
  links: readonly NavigationLink[];
  /** What the home page begins with. */
  introduction: ReactNode;
}

export const lab: Lab = {
  workers: [BRUTE_FORCE_WORKER],
  links: LAB_LINKS,
  introduction: <Landing />,
  // The answer to a probe is the report's; whatever is left belongs to the app, and to its recording.
  instrument: (platform) => instrument(captureProbeAnswer(platform)),
  routes(network) {
    const progress = createProgress(localStorage);
    /** A screen with the chunk it needs, loaded when it is opened. */
    function screen(path: string, load: () => Promise<ComponentType>): RouteObject {
      return {
        path,
        HydrateFallback: () => <Waiting>Loading the lab</Waiting>,
        lazy: async () => {
          const Screen = await load();
          return {
            element: (
              <LiveNetwork value={network}>
                <ProgressContext value={progress}>
                  <Screen />
                </ProgressContext>
              </LiveNetwork>
            ),
          };
        },
      };
    }
    return [
      screen('/learn/:slug?', async () => (await import('./LabPage.tsx')).LabPage),
      screen(
        '/learn/second-tab',
        async () => (await import('./chapters/where-the-verifier-lives/SecondTabPage.tsx')).SecondTabPage,
      ),
      screen('/learn/own-run', async () => (await import('./own-run/OwnRunPage.tsx')).OwnRunPage),
      screen('/attack/:slug?', async () => (await import('./attack-screens/AttackPage.tsx')).AttackPage),
      screen('/attack/matrix', async () => (await import('./attack-screens/MatrixPage.tsx')).MatrixPage),
      screen('/attack/limits', async () => (await import('./attack-screens/LimitsPage.tsx')).LimitsPage),
      screen(
        '/attack/tab/copy/:client',
        async () => (await import('./attack-screens/CopiedTabPage.tsx')).CopiedTabPage,
      ),
      screen(
        '/attack/tab/callback/:client',
        async () => (await import('./attack-screens/VisitedTabPage.tsx')).VisitedTabPage,
      ),
      screen(
        '/attack/tab/elsewhere',
        async () => (await import('./attack-screens/VisitedTabPage.tsx')).VisitedTabPage,
      ),
      screen('/check', async () => (await import('./CheckPage.tsx')).CheckPage),
    ];
  },
};
