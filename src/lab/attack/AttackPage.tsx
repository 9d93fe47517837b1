import { useEffect, useMemo, useState } from 'react';
import { Link, Navigate, useParams } from 'react-router-dom';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout, Workbench } from '../machine/LabLayout.tsx';
import { useLiveNetwork } from '../machine/live-network.ts';
import { createMachine } from '../machine/machine.ts';
import { paceMs } from '../machine/pace.ts';
import { FollowedValueProvider } from '../machine/panes/followed-value.tsx';
import { MachinePane } from '../machine/panes/MachinePane.tsx';
import { Excerpt } from '../machine/panes/SourcePane.tsx';
import { createRun } from '../machine/run/run.ts';
import { AttackerConsole } from './AttackerConsole.tsx';
import { AttackRail } from './AttackRail.tsx';
import type { Attack } from './attacks/attack.ts';
import { createDocuments } from './attacks/documents/documents.ts';
import { attacks } from './attacks/index.ts';
import type { Note } from './attacks/notebook.ts';
import type { AttackOutcome } from './attacks/play-attack.ts';
import { refusalSource } from './attacks/refused-at.ts';
import { createScoreBoard, scoreOf } from './attacks/score.ts';
import { BruteForce } from './BruteForce.tsx';
import { FramingPage } from './FramingPage.tsx';
import { NaiveLines } from './NaiveLines.tsx';
import { OneDefence } from './OneDefence.tsx';
import { PolicyLines } from './PolicyLines.tsx';
import { Question } from './Question.tsx';
import { StagePanel } from './StagePanel.tsx';

/** An attack: what it needs, played with and without the defence, on the engine that signs people in. */
export function AttackPage() {
  const { slug } = useParams();
  const attack = attacks.find((each) => each.slug === slug);
  if (!attack) return <Navigate to={`/attack/${attacks[0]?.slug}`} replace />;
  return (
    <LabLayout>
      <OneAttack key={attack.slug} attack={attack} />
    </LabLayout>
  );
}

function OneAttack({ attack }: { attack: Attack }) {
  const [machine] = useState(() => createMachine({ origin: location.origin, paceMs, createRun }));
  const network = useLiveNetwork();
  const [documents] = useState(() => createDocuments(network));
  const board = useMemo(() => createScoreBoard(localStorage), []);
  const scores = useStore(board);
  const log = useStore(machine.log);
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const [begunAfter, setBegunAfter] = useState(0);
  const [stopped, setStopped] = useState<Extract<AttackOutcome, { succeeded: false }>>();
  const { slug, title, threat, clause, weakened, naive, harmed } = attack;
  useEffect(() => {
    document.title = `${title}. PKCE Lab`;
    return () => documents.close();
  }, [documents, title]);
  function onBegin(after: number): void {
    setNotes([]);
    setBegunAfter(after);
  }
  const stage = { attack, machine, documents, onBegin, onNotes: setNotes };
  return (
    <FollowedValueProvider>
      <Workbench
        rail={<AttackRail scores={scores} onReset={board.reset} />}
        machine={<MachinePane machine={machine} log={log} />}
      >
        <div>
          <p className="font-mono text-attacker text-sm">
            Attack {attacks.indexOf(attack) + 1} of {attacks.length}
          </p>
          <h1 className="mt-1 text-4xl leading-tight">{title}</h1>
        </div>
        <div className="prose">
          <p>{threat}</p>
          <p>
            <a className="text-accent underline" href={clause.url}>
              {clause.label}
            </a>
          </p>
        </div>
        <StagePanel
          {...stage}
          title="The weak stage"
          defended="weak"
          about={weakened}
          onOutcome={(outcome) => {
            if (outcome.succeeded) board.mark(slug, 'attacked');
          }}
        >
          <PolicyLines attack={attack} />
          {naive && <NaiveLines {...naive} />}
        </StagePanel>
        <FramingPage documents={documents} />
        <AttackerConsole notes={notes} log={log.filter(({ id }) => id > begunAfter)} />
        {slug === 'weak-verifier' && <BruteForce />}
        <StagePanel
          {...stage}
          title="The stage as it comes"
          defended="defended"
          about="The default policy of the server, and src/oauth as it is shipped."
          onOutcome={(outcome) => {
            setStopped(outcome.succeeded ? undefined : outcome);
            if (!outcome.succeeded) board.mark(slug, 'defended');
          }}
        >
          {stopped && <Refusal attack={attack} said={stopped.said} />}
        </StagePanel>
        <OneDefence {...stage} />
        <Question
          attack={attack}
          answered={scoreOf(scores, slug).answered}
          onRight={() => board.mark(slug, 'answered')}
        />
        <Panel title="What was at stake">
          <p>{harmed}</p>
          <p className="mt-2">
            <Link to="/attack/matrix" className="text-accent underline">
              Which defence stops which attack
            </Link>
          </p>
        </Panel>
      </Workbench>
    </FollowedValueProvider>
  );
}

/** The function that said no, and the line. */
function Refusal({ attack, said }: { attack: Attack; said: string | undefined }) {
  const { file, name, line } = refusalSource(attack, said);
  return (
    <div className="w-full min-w-0">
      <p>
        This is where it ended: <code>{name}</code> in <code className="break-all">src/{file}</code>.
      </p>
      <Excerpt file={file} name={name} marked={line} />
    </div>
  );
}
