import { useEffect, useRef, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { MessageLink } from '../../../machine/panes/MessageLink.tsx';
import { SpecLink } from '../../../machine/panes/SpecLink.tsx';
import { SPEC } from '../../../machine/spec-references.ts';
import { openSecondTab, type SecondTab } from '../../../machine/tabs/second-tab.ts';
import { finishInTab, type Keep, startInTab } from '../../../machine/tabs/tab-client.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { useNextPress } from '../next-press.ts';
import { SHOWN } from './chapter.ts';
import { forgetKept, type Kept, KeptHere, readKept } from './KeptHere.tsx';

/** The status that a tab got for its code, and the message of the exchange. */
interface Exchanged {
  status: number;
  message: number;
}

interface Race {
  keep: Keep;
  here: Exchanged;
  there: Exchanged;
  /** What this tab could read while both sign-ins were under way. */
  kept: Kept;
  state: string;
}

export function TwoTabs({ machine }: Pick<ExerciseProps, 'machine'>) {
  const variant = useNextPress();
  const { pending, failure, start } = useAction(machine);
  const second = useRef<SecondTab>(undefined);
  const [raced, setRaced] = useState<Race>();
  useEffect(() => () => second.current?.close(), []);

  function signInTwice(keep: Keep): void {
    // The tab is opened before any await, because after an await a browser may block the tab as a pop-up.
    const other = second.current?.isGone() === false ? second.current : openSecondTab();
    second.current = other;
    setRaced(undefined);
    start(() => race(keep, other));
  }

  async function race(keep: Keep, other: SecondTab): Promise<void> {
    forgetKept();
    const run = machine.start();
    const networks = { client: run.network, browser: run.networkFor('browser', 'front') };
    const newest = () => machine.log.getSnapshot().at(-1)?.id ?? 0;
    const callbackUrl = await startInTab(keep, networks, window);
    await other.start(keep, networks);
    const kept = readKept();
    const here = { status: await finishInTab(keep, callbackUrl, networks, window), message: newest() };
    const there = { status: await other.finish(keep, networks), message: newest() };
    const state = new URL(callbackUrl).searchParams.get('state') ?? '';
    setRaced({ keep, here, there, kept, state });
  }

  return (
    <Panel
      title="Two tabs at once"
      foot={
        <>
          <Button
            variant={variant(SHOWN.slot)}
            pending={pending}
            onClick={() => signInTwice('one shared slot')}
          >
            Sign in twice, one shared slot
          </Button>
          <Button
            variant={variant(SHOWN.record)}
            pending={pending}
            onClick={() => signInTwice('a record of this tab')}
          >
            Sign in twice, a record in each tab
          </Button>
        </>
      }
    >
      <p>
        A second tab opens, and may come to the front: come back to this tab. This tab begins a sign-in, and
        then the second tab begins another. Then this tab exchanges its code, and then the second tab
        exchanges its code.
      </p>
      {raced && <Result {...raced} />}
      {failure}
    </Panel>
  );
}

export function Result({ keep, here, there, kept, state }: Race) {
  const both = here.status === 200 && there.status === 200;
  const lost = keep === 'one shared slot' && here.status !== 200;
  return (
    <>
      <Notice tone={both ? 'ok' : 'bad'} title={`This tab: ${here.status}. The second tab: ${there.status}.`}>
        <p>
          {keep === 'one shared slot'
            ? 'Both tabs kept their verifier in one shared slot.'
            : 'Each tab kept its verifier in a record of its own.'}{' '}
          {lost &&
            'The second tab overwrote the verifier of this tab, so this tab sent the wrong verifier with its code.'}
          {both && keep !== 'one shared slot' && 'Each tab found its own verifier.'}
        </p>
        {lost && <WhyNotState state={state} />}
        <p>
          This tab sent its code in <MessageLink id={here.message} />, the second tab in{' '}
          <MessageLink id={there.message} />. In the diagram, both tabs are “Client”.
        </p>
      </Notice>
      <KeptHere kept={kept} when="What this tab could read while both sign-ins were under way" />
    </>
  );
}

/** Says why the client sent the token request, although the slot held the state of the other tab. */
function WhyNotState({ state }: { state: string }) {
  return (
    <p>
      The response to this tab has the state <span className="break-all font-mono text-sm">{state}</span>, and
      the slot held the state of the second tab. This client compares no state: it leaves forged callbacks to
      PKCE, as <SpecLink to={SPEC.forgeryDefence} /> permits. A client that compares the state would stop
      before it sends anything, and this sign-in would be lost as well.
    </p>
  );
}
