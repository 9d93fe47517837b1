import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { openSecondTab, type SecondTab } from '../../../machine/tabs/second-tab.ts';
import { finishInTab, type Keep, startInTab } from '../../../machine/tabs/tab-client.ts';
import { usePress } from '../use-press.tsx';
import { KeptHere } from './KeptHere.tsx';

interface Race {
  keep: Keep;
  here: number;
  there: number;
}

/** Clients that stay open during the sign-in: the process waits, and keeps its memory. */
const ELSEWHERE = [
  {
    client: 'A command line tool',
    kept: 'In the memory of the process, which waits for the response on a port of the loopback interface.',
    lost: 'Lost with Ctrl-C. Start again.',
  },
  {
    client: 'A desktop app',
    kept: 'In the memory of the process, while its window is open.',
    lost: 'Lost when the window closes. The code that comes back is useless then.',
  },
];

/** Two concurrent sign-ins in two real tabs, and an app that loses its memory half way. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start } = usePress(machine, log);
  const second = useRef<SecondTab>(undefined);
  const [raced, setRaced] = useState<Race>();
  useEffect(() => () => second.current?.close(), []);

  function signInTwice(keep: Keep): void {
    // Before any await: after one, the browser blocks the tab as a pop-up.
    const other = second.current?.isGone() === false ? second.current : openSecondTab();
    second.current = other;
    start(() => race(keep, other));
  }

  async function race(keep: Keep, other: SecondTab): Promise<void> {
    const run = machine.start();
    const networks = { client: run.network, browser: run.networkFor('browser', 'front') };
    const callbackUrl = await startInTab(keep, networks, window);
    await other.start(keep, networks);
    const here = await finishInTab(keep, callbackUrl, networks, window);
    const there = await other.finish(keep, networks);
    setRaced({ keep, here, there });
  }

  return (
    <>
      <Panel
        title="Two tabs at once"
        foot={
          <>
            <Button variant="primary" pending={pending} onClick={() => signInTwice('one shared slot')}>
              Sign in twice, one shared slot
            </Button>
            <Button pending={pending} onClick={() => signInTwice('a record of this tab')}>
              Sign in twice, a record in each tab
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          {raced && (
            <Notice
              tone={raced.here === 200 && raced.there === 200 ? 'ok' : 'bad'}
              title={`This tab: ${raced.here}. The second tab: ${raced.there}.`}
            >
              The verifier was kept in {raced.keep}.
            </Notice>
          )}
          <KeptHere key={raced ? `${raced.keep} ${raced.here}` : 'before'} />
          {report}
        </div>
      </Panel>
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

/** A phone app, whose verifier is in the memory of its process. */
function KilledApp({ machine, log }: Pick<ExerciseProps, 'machine' | 'log'>) {
  const { pending, report, start } = usePress(machine, log);
  const [killed, setKilled] = useState<Run>();

  async function kill(): Promise<void> {
    const run = machine.start();
    const callbackUrl = await run.authorize();
    for (const key of run.storage.getSnapshot().keys()) run.storage.removeItem(key);
    setKilled(run);
    await run.openCallback(callbackUrl);
  }

  return (
    <Panel
      title="A phone app"
      foot={
        <>
          <Button pending={pending} onClick={() => start(kill)}>
            Kill the app during the sign-in
          </Button>
          {killed && (
            <Button pending={pending} onClick={() => start(() => killed.signIn())}>
              Start it again
            </Button>
          )}
        </>
      }
    >
      <p>
        The system reclaims its memory while the person is typing. The response comes back to a new process.
      </p>
      {report}
    </Panel>
  );
}
