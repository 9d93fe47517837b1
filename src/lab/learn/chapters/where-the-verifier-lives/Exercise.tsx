import { useState } from 'react';
import { OAuthError } from '../../../../oauth/index.ts';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';
import { TwoTabs } from './TwoTabs.tsx';

/** Clients that stay open during the sign-in: the process waits, and keeps its memory. */
const ELSEWHERE = [
  {
    client: 'A command line tool',
    kept: 'The verifier is in the memory of the process, which waits for the response on a port of the loopback interface.',
    lost: 'Ctrl-C ends the process, and the verifier is lost. Start again.',
  },
  {
    client: 'A desktop app',
    kept: 'The verifier is in the memory of the process, while the window of the app is open.',
    lost: 'The verifier is lost when the window closes. A code that comes back after that is useless.',
  },
];

/** Runs two concurrent sign-ins in two real tabs, and a sign-in of an app that loses its memory. */
export default function Exercise({ machine, log }: ExerciseProps) {
  return (
    <>
      <TwoTabs machine={machine} />
      <Panel title="Elsewhere" aside="no storage at all">
        <dl className="grid gap-4 sm:grid-cols-2">
          {ELSEWHERE.map(({ client, kept, lost }) => (
            <div key={client}>
              <dt className="font-semibold">{client}</dt>
              <dd>{kept}</dd>
              <dd className="text-soft text-sm">{lost}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <KilledApp machine={machine} log={log} />
    </>
  );
}

/** Shows a phone app, whose verifier is in the memory of its process. */
function KilledApp({ machine, log }: Pick<ExerciseProps, 'machine' | 'log'>) {
  const { report, press } = usePress(machine, log);
  const [killed, setKilled] = useState<Run>();
  const [lost, setLost] = useState(false);
  const next = useNextPress()(SHOWN.killed);

  async function kill(): Promise<void> {
    const run = machine.start();
    const callbackUrl = await run.authorize();
    for (const key of run.storage.getSnapshot().keys()) run.storage.removeItem(key);
    setKilled(run);
    try {
      await run.openCallback(callbackUrl);
    } catch (error) {
      // The panel has its own words for the app, because the words of this error are for a page in a tab.
      if (!(error instanceof OAuthError && error.code === 'unknown_state')) throw error;
      setLost(true);
    }
  }

  async function startAgain(run: Run): Promise<void> {
    setLost(false);
    await run.signIn();
  }

  return (
    <Panel
      title="A phone app"
      foot={
        <>
          <Button variant={killed ? 'secondary' : next} {...press(kill)}>
            Kill the app during the sign-in
          </Button>
          {killed && (
            <Button variant={next} {...press(() => startAgain(killed))}>
              Start the app again
            </Button>
          )}
        </>
      }
    >
      <p>The system ends the app while the person is typing. The response comes back to a new process.</p>
      {report}
      {report && lost && (
        <Notice tone="bad" title="The new process does not know this sign-in">
          The verifier of this sign-in was in the memory of the old process. So the app sends no token
          request, and the code is of no use. Start again.
        </Notice>
      )}
    </Panel>
  );
}
