import { type ComponentType, lazy } from 'react';
import type { RouteObject } from 'react-router-dom';
import type { Plugin } from '../plugin.ts';
import { Waiting } from '../ui/Waiting.tsx';
import { BRUTE_FORCE_WORKER } from './attack/attacks/brute-force/worker-url.ts';
import { captureProbeResponse } from './check/engine/probe-record.ts';
import { Landing } from './landing/Landing.tsx';
import type { FromOtherScreens } from './learn/CourseProviders.tsx';
import { LAB_LINKS } from './machine/links.ts';
import { LiveNetwork } from './machine/live-network.ts';
import { HAR_WORKER } from './machine/wire/har-worker-url.ts';
import { instrument } from './recording/instrument.ts';

export const lab: Plugin = {
  workers: [BRUTE_FORCE_WORKER, HAR_WORKER],
  links: LAB_LINKS,
  introduction: <Landing />,
  // The screen “Check” gets the responses to its probes. All other responses belong to the app and its recording.
  instrument: (platform) => instrument(captureProbeResponse(platform)),
  routes(network) {
    const fromOtherScreens: FromOtherScreens = {
      ReportView: lazy(async () => ({
        default: (await import('./check/UnprobedReport.tsx')).UnprobedReport,
      })),
      AttackRecord: lazy(async () => ({ default: (await import('./attack/AttackRecord.tsx')).AttackRecord })),
      loadExamAttacks: async () => (await import('./attack/attacks/exam-attacks.ts')).examAttacks,
    };
    /** Returns the route of a screen. The chunk of the screen loads when the screen opens. */
    function screen(path: string, load: () => Promise<ComponentType>): RouteObject {
      return {
        path,
        HydrateFallback: () => <Waiting>Loading the lab</Waiting>,
        lazy: async () => {
          const [Screen, { CourseProviders }] = await Promise.all([
            load(),
            import('./learn/CourseProviders.tsx'),
          ]);
          return {
            element: (
              <LiveNetwork value={network}>
                <CourseProviders {...fromOtherScreens}>
                  <Screen />
                </CourseProviders>
              </LiveNetwork>
            ),
          };
        },
      };
    }
    return [
      screen('/learn/:slug?', async () => (await import('./learn/LearnPage.tsx')).LearnPage),
      screen(
        '/learn/second-tab',
        async () =>
          (await import('./learn/chapters/where-the-verifier-lives/SecondTabPage.tsx')).SecondTabPage,
      ),
      screen(
        '/learn/evidence',
        async () => (await import('./learn/certificate/EvidencePage.tsx')).EvidencePage,
      ),
      screen('/learn/finish', async () => (await import('./learn/finish/FinishPage.tsx')).FinishPage),
      screen('/learn/exam', async () => (await import('./learn/exam/ExamPage.tsx')).ExamPage),
      screen('/learn/glossary', async () => (await import('./learn/glossary/GlossaryPage.tsx')).GlossaryPage),
      screen('/learn/recall', async () => (await import('./learn/recall/RecallPage.tsx')).RecallPage),
      screen('/learn/recording', async () => (await import('./recording/RecordingPage.tsx')).RecordingPage),
      screen('/attack/:slug?', async () => (await import('./attack/AttackPage.tsx')).AttackPage),
      screen('/attack/matrix', async () => (await import('./attack/MatrixPage.tsx')).MatrixPage),
      screen(
        '/attack/challenge/:slug?',
        async () => (await import('./attack/challenges/ChallengePage.tsx')).ChallengePage,
      ),
      screen('/attack/mystery', async () => (await import('./attack/mystery/MysteryPage.tsx')).MysteryPage),
      screen('/attack/limits', async () => (await import('./attack/LimitsPage.tsx')).LimitsPage),
      screen(
        '/attack/tab/copy/:client',
        async () => (await import('./attack/CopiedTabPage.tsx')).CopiedTabPage,
      ),
      screen(
        '/attack/tab/callback/:client',
        async () => (await import('./attack/VisitedTabPage.tsx')).VisitedTabPage,
      ),
      screen(
        '/attack/tab/elsewhere',
        async () => (await import('./attack/VisitedTabPage.tsx')).VisitedTabPage,
      ),
      screen('/check', async () => (await import('./check/CheckPage.tsx')).CheckPage),
    ];
  },
};
