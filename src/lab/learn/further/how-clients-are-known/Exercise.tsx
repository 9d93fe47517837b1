import { use, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { ShownSoFar, useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { usePress } from '../../chapters/use-press.tsx';
import { ATTEMPTS, attempt, redirectElsewhere, signInBy } from './attempts.ts';
import { isRedirectRefused, SHOWN } from './chapter.ts';
import { PageShown, RegisteredAs } from './KnownClient.tsx';
import { BY_DOCUMENT, BY_ITSELF, IN_ADVANCE, WAYS, type Way } from './ways.ts';

/** Lets the learner sign in as a client that is known in one of three ways, and try in four ways to pass for it. */
export default function Exercise(props: ExerciseProps) {
  return (
    <>
      <ThreeWays {...props} />
      <OtherClients {...props} />
    </>
  );
}

/** The criterion that a sign-in shows, for each way. */
const SHOWN_BY: ReadonlyMap<Way, string> = new Map([
  [IN_ADVANCE, SHOWN.inAdvance],
  [BY_DOCUMENT, SHOWN.byDocument],
  [BY_ITSELF, SHOWN.byItself],
]);

function ThreeWays({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [run, setRun] = useState<Run>();
  const [way, setting] = useSetting<Way>(WAYS, () => {
    setRun(undefined);
    clear();
  });
  // For each way in which a client is known, the proof needs one refusal of another redirect URI.
  const isRefused = isRedirectRefused(use(ShownSoFar).log, way);
  const here = [SHOWN_BY.get(way) ?? '', ...(isRefused ? [] : [SHOWN.redirect])];
  const variant = useNextPress(here);
  return (
    <SettingPanel
      title="Then let the client become known"
      {...setting}
      here={here}
      panel={[...SHOWN_BY.values(), SHOWN.redirect]}
      report={
        <>
          {report}
          {run && <RegisteredAs run={run} way={way} />}
        </>
      }
      foot={
        <>
          <Button
            variant={variant(SHOWN_BY.get(way))}
            {...press(async () => setRun(await signInBy(machine, way)))}
          >
            Sign in
          </Button>
          <Button
            variant={variant(SHOWN.redirect)}
            {...press(async () => setRun(await redirectElsewhere(machine, way)), true)}
          >
            Ask for the code elsewhere
          </Button>
        </>
      }
    >
      <p className="text-soft text-sm">
        The servers of app.example and attacker.example run in this tab, too, like all servers here.
      </p>
    </SettingPanel>
  );
}

function OtherClients({ machine, log }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const variant = useNextPress();
  return (
    <Panel
      title="Pose as that client"
      foot={ATTEMPTS.map((each) => (
        <Button key={each.name} variant={variant(each.shows)} {...press(() => attempt(machine, each), true)}>
          {each.name}
        </Button>
      ))}
    >
      <p>
        The attacker wants the person to see a familiar name. Each button lets the person open the attacker’s
        link, and stops at the page of the server, or at the refusal of the server.
      </p>
      {report}
      {report && <PageShown log={log} />}
    </Panel>
  );
}
