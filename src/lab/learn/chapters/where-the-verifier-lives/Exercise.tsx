import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { openSecondTab, type SecondTab } from '../../../machine/tabs/second-tab.ts';
import { finishInTab, type Keep, startInTab } from '../../../machine/tabs/tab-client.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { KeptHere } from './KeptHere.tsx';

interface Race {
  keep: Keep;
  here: number;
  there: number;
}

/** Clients that are not left for the sign-in: the process waits, and so does its memory. */
const ELSEWHERE = [
  {
    client: 'A command line tool',
    kept: 'In the memory of the process, which waits on a port of the loopback interface for the answer.',
    lost: 'Interrupted with Ctrl-C, it forgets. Start it again.',
  },
  {
    client: 'A desktop app',
    kept: 'In the memory of the process, as long as its window is open.',
    lost: 'Closed half way, it forgets. The code that comes back then opens nothing.',
  },
];

/** Two sign-ins at once in two real tabs, and one that loses its memory half way. */
export default function Exercise({ machine }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const second = useRef<SecondTab>(undefined);
  const [raced, setRaced] = useState<Race>();
  useEffect(() => () => second.current?.close(), []);

  function signInTwice(keep: Keep): void {
    // Before the wait for whatever was started before: later, the browser would take it for a pop-up of its own.
    const other = second.current?.isGone() === false ? second.current : openSecondTab();
    second.current = other;
    start(() => race(keep, other));
  }

  async function race(keep: Keep, other: SecondTab): Promise<void> {
    const run = machine.start();
    const own = { client: run.network, browser: run.lineOf('browser', 'front') };
    const callbackUrl = await startInTab(keep, own, window);
    await other.start(keep, own);
    const here = await finishInTab(keep, callbackUrl, own, window);
    const there = await other.finish(keep, own);
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
              Sign in twice, a record of each tab
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
          {failure}
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
      <KilledApp machine={machine} />
    </>
  );
}

/** A phone app, whose verifier is in the memory of its process. */
function KilledApp({ machine }: Pick<ExerciseProps, 'machine'>) {
  const { pending, failure, start } = useAction(machine);
  const [killed, setKilled] = useState<Run>();

  async function kill(): Promise<void> {
    const run = machine.start();
    const callbackUrl = await run.obtainAnswer();
    for (const key of run.storage.getSnapshot().keys()) run.storage.removeItem(key);
    setKilled(run);
    await run.receive(callbackUrl);
  }

  return (
    <Panel
      title="A phone app"
      foot={
        <>
          <Button pending={pending} onClick={() => start(kill)}>
            Kill the app in between
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
        The system needs its memory while the person is still typing. The answer comes back to a new process.
      </p>
      {failure}
    </Panel>
  );
}
