import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { ChoiceList } from '../../chapters/ChoiceList.tsx';
import { usePress } from '../../chapters/use-press.tsx';
import { ATTEMPTS, attempt, redirectElsewhere, signInBy } from './attempts.ts';
import { howClientsAreKnown, SHOWN } from './chapter.ts';
import { PageShown, RegisteredAs } from './KnownClient.tsx';
import { IN_ADVANCE, WAYS, type Way } from './ways.ts';

/** Three ways to become known, and four attempts to pass for another client. */
export default function Exercise(props: ExerciseProps) {
  return (
    <>
      <ThreeWays {...props} />
      <OtherClients {...props} />
    </>
  );
}

const missingIn = (log: ExerciseProps['log']): string | undefined =>
  howClientsAreKnown.proof(log, []).find(({ met }) => !met)?.text;

function ThreeWays({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [way, setWay] = useState<Way>(IN_ADVANCE);
  const [run, setRun] = useState<Run>();
  const missing = missingIn(log);
  const signsIn = [SHOWN.inAdvance, SHOWN.byDocument, SHOWN.byItself].some((shown) => shown === missing);
  return (
    <Panel
      title="Then let it become known"
      foot={
        <>
          <Button
            variant={signsIn ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(async () => setRun(await signInBy(machine, way)))}
          >
            Sign in
          </Button>
          <Button
            variant={missing === SHOWN.redirect ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(async () => setRun(await redirectElsewhere(machine, way)), true)}
          >
            Ask for the code elsewhere
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <ChoiceList
          question={WAYS.question}
          choices={WAYS.all.map(({ name }) => name)}
          chosen={way.name}
          onChoose={(chosen) => {
            setWay(WAYS.all.find(({ name }) => name === chosen) ?? IN_ADVANCE);
            setRun(undefined);
            clear();
          }}
        />
        <p className="text-soft text-sm">
          The hosts app.example and attacker.example are played in this tab too, like all servers here.
        </p>
        {report}
        {run && <RegisteredAs run={run} way={way} />}
      </div>
    </Panel>
  );
}

function OtherClients({ machine, log }: ExerciseProps) {
  const { pending, report, start } = usePress(machine, log);
  const missing = missingIn(log);
  return (
    <Panel
      title="Be taken for it"
      foot={ATTEMPTS.map((each) => (
        <Button
          key={each.name}
          variant={each.shows === missing ? 'primary' : 'secondary'}
          pending={pending}
          onClick={() => start(() => attempt(machine, each), true)}
        >
          {each.name}
        </Button>
      ))}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <p>
          The attacker wants a person to read a name that they know. Each button ends where the person opens
          the attacker’s link: at the page of the server, or at its refusal.
        </p>
        {report}
        {report && <PageShown log={log} />}
      </div>
    </Panel>
  );
}
