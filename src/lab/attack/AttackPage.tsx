import { useEffect, useState } from 'react';
import { Link, Navigate, useParams } from 'react-router-dom';
import { buttonClass } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout, NoSuchPage, Workbench } from '../machine/LabLayout.tsx';
import { useLiveNetwork } from '../machine/live-network.ts';
import { createMachine } from '../machine/machine.ts';
import { paceMs } from '../machine/pace.ts';
import { MachinePane } from '../machine/panes/MachinePane.tsx';
import { Excerpt } from '../machine/panes/SourcePane.tsx';
import { SpecLink } from '../machine/panes/SpecLink.tsx';
import { createRun } from '../machine/run/run.ts';
import { useTitle } from '../machine/use-title.ts';
import { AttackerConsole } from './AttackerConsole.tsx';
import { AttackRail } from './AttackRail.tsx';
import type { Attack } from './attacks/attack.ts';
import { attacks } from './attacks/index.ts';
import type { Note } from './attacks/notebook.ts';
import { type AttackOutcome, defencesOn } from './attacks/play-attack.ts';
import { refusalSource } from './attacks/refused-at.ts';
import { scoreBoard, scoreOf } from './attacks/score.ts';
import { createWindows } from './attacks/windows/windows.ts';
import { BruteForce } from './BruteForce.tsx';
import { DefenceQuestion } from './DefenceQuestion.tsx';
import { FramingPage } from './FramingPage.tsx';
import { NaiveSource } from './NaiveSource.tsx';
import { PolicyTable } from './PolicyTable.tsx';
import { ScenarioPanel } from './ScenarioPanel.tsx';
import { SingleDefence } from './SingleDefence.tsx';

/** One attack, to play in a weak and in a defended scenario, and against a single defence. */
export function AttackPage() {
  const { slug } = useParams();
  const attack = attacks.find((each) => each.slug === slug);
  const first = `/attack/${attacks[0]?.slug}`;
  if (slug === undefined) return <Navigate to={first} replace />;
  if (!attack) {
    return (
      <NoSuchPage what="attack" to={first}>
        Go to the first attack
      </NoSuchPage>
    );
  }
  return (
    <LabLayout>
      <OneAttack key={attack.slug} attack={attack} />
    </LabLayout>
  );
}

function OneAttack({ attack }: { attack: Attack }) {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs, createRun }));
  const network = useLiveNetwork();
  const [windows] = useState(() => createWindows(network));
  const scores = useStore(scoreBoard());
  const log = useStore(machine.log);
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const [begunAfter, setBegunAfter] = useState(0);
  const [stopped, setStopped] = useState<Extract<AttackOutcome, { succeeded: false }>>();
  const { slug, title, threat, clause, weakened, naive, harmed } = attack;
  useTitle(title);
  useEffect(() => {
    return () => windows.close();
  }, [windows]);
  function onBegin(after: number): void {
    setNotes([]);
    setBegunAfter(after);
  }
  const scenario = { attack, machine, windows, onBegin, onNotes: setNotes };
  return (
    <Workbench rail={<AttackRail />} machine={<MachinePane machine={machine} log={log} />}>
      <div>
        <p className="font-mono text-attacker text-sm">
          Attack {attacks.indexOf(attack) + 1} of {attacks.length}
        </p>
        <h1 className="mt-1 text-4xl leading-tight">{title}</h1>
      </div>
      <div className="prose">
        <p>{threat}</p>
        <p>
          <SpecLink to={clause} />
        </p>
      </div>
      <ScenarioPanel
        {...scenario}
        title="The weak scenario"
        defended="weak"
        about={weakened}
        onOutcome={(outcome) => {
          if (outcome.succeeded) scoreBoard().mark(slug, 'attacked');
        }}
      >
        <PolicyTable attack={attack} />
        {naive && <NaiveSource {...naive} />}
      </ScenarioPanel>
      <FramingPage windows={windows} />
      <AttackerConsole notes={notes} log={log.filter(({ id }) => id > begunAfter)} />
      {slug === 'weak-verifier' && <BruteForce />}
      <ScenarioPanel
        {...scenario}
        title="The defended scenario"
        defended="defended"
        about={
          defencesOn(attack, 'defended')('DPoP')
            ? 'The servers have their default policy and DPoP, and the client is src/oauth with DPoP turned on.'
            : 'The servers have their default policy, and the client is src/oauth as it is shipped.'
        }
        onOutcome={(outcome) => {
          setStopped(outcome.succeeded ? undefined : outcome);
          if (!outcome.succeeded) scoreBoard().mark(slug, 'defended');
        }}
      >
        {stopped && <Refusal attack={attack} sourceString={stopped.sourceString} />}
      </ScenarioPanel>
      <SingleDefence {...scenario} />
      <DefenceQuestion
        attack={attack}
        answered={scoreOf(scores, slug).answered}
        onRight={() => scoreBoard().mark(slug, 'answered')}
      />
      <Panel title="What was at stake">
        <p>{harmed}</p>
        <p>
          <TextLink to="/attack/matrix">Which defence stops which attack</TextLink>
        </p>
      </Panel>
      <NextAttack attack={attack} />
    </Workbench>
  );
}

function NextAttack({ attack }: { attack: Attack }) {
  const next = attacks[attacks.indexOf(attack) + 1];
  return (
    <p>
      <Link className={buttonClass()} to={next ? `/attack/${next.slug}` : '/attack/challenge'}>
        {next ? `Next attack: ${next.title}` : 'Next: write an attack yourself'}
      </Link>
    </p>
  );
}

/** Shows the function and the line that refused the attack. */
function Refusal({ attack, sourceString }: { attack: Attack; sourceString: string | undefined }) {
  const source = refusalSource(attack, sourceString);
  if (!source) return null;
  const { file, name, line } = source;
  return (
    <div className="w-full min-w-0">
      <p>
        The attack was refused in <code>{name}</code> in <code className="break-all">src/{file}</code>.
      </p>
      <Excerpt file={file} name={name} marked={line} />
    </div>
  );
}
