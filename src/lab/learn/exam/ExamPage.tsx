import { use, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button } from '../../../ui/Button.tsx';
import { counted } from '../../machine/counted.ts';
import { LabLayout, Workbench } from '../../machine/LabLayout.tsx';
import { createMachine } from '../../machine/machine.ts';
import { MachinePane } from '../../machine/panes/MachinePane.tsx';
import { createRun } from '../../machine/run/run.ts';
import { newSeed } from '../../machine/seed.ts';
import { useAction } from '../../machine/use-action.tsx';
import { useTitle } from '../../machine/use-title.ts';
import { ChapterRail } from '../ChapterRail.tsx';
import { ProgressContext } from '../progress-context.ts';
import { CaseQuestions } from './CaseQuestions.tsx';
import { ExamResult } from './ExamResult.tsx';
import {
  type Answer,
  type DrawnCase,
  drawExam,
  gradeAnswer,
  type PlayedCase,
  playCase,
  withoutServerView,
} from './exam.ts';
import { ExamAttacksContext } from './exam-attacks.ts';

/** The drawn cases, the case that was played last, and the results of the other cases. */
interface Sitting {
  seed: number;
  drawn: readonly DrawnCase[];
  played: PlayedCase;
  answer?: Answer;
  /** Whether each decided case was answered right in all parts. */
  results: readonly boolean[];
}

/** Shows the exam: the engine plays attacks and refusals, and the learner recognizes them from the messages. */
export function ExamPage() {
  const progress = use(ProgressContext);
  const loadAttacks = use(ExamAttacksContext);
  const [search] = useSearchParams();
  const asked = search.get('seed');
  const [sitting, setSitting] = useState<Sitting>();
  // This machine shows the log of the exam, and sends nothing.
  const [machine] = useState(() => createMachine({ origin: location.origin, createRun }));
  const { pending, failure, start } = useAction();
  const top = useRef<HTMLDivElement>(null);
  useTitle('Exam');

  async function begin(): Promise<void> {
    const seed = asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) : newSeed() % LONGEST_SEED;
    const drawn = drawExam(seed, await loadAttacks());
    setSitting({ seed, drawn, results: [], played: await play(drawn[0]) });
    goToTop();
  }

  async function goOn({ seed, drawn, results }: Sitting): Promise<void> {
    setSitting({ seed, drawn, results, played: await play(drawn[results.length]) });
    goToTop();
  }

  function goToTop(): void {
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView();
  }

  function answer(current: Sitting, answer: Answer): void {
    const results = [...current.results, isRight(current.played, answer)];
    setSitting({ ...current, answer, results });
    top.current?.focus({ preventScroll: true });
    if (results.length === current.drawn.length) {
      progress.examined({ seed: current.seed, right: results.filter(Boolean).length, of: results.length });
    }
  }

  const at = sitting && sitting.results.length - (sitting.answer ? 1 : 0);
  const drawn = at === undefined ? undefined : sitting?.drawn[at];
  const log = !sitting ? [] : sitting.answer ? sitting.played.log : withoutServerView(sitting.played.log);
  const ended = sitting?.answer && sitting.results.length === sitting.drawn.length;
  return (
    <LabLayout>
      <Workbench
        rail={<ChapterRail progress={progress} />}
        machine={
          <MachinePane
            key={at}
            machine={machine}
            log={log}
            foot={
              <p className="border-rule border-t bg-raised px-4 py-3 text-soft text-sm">
                {log.length ? `${counted(log.length, 'message')}, played for this exam` : 'No exam yet'}
              </p>
            }
          />
        }
      >
        <h1 className="text-4xl leading-tight">Exam</h1>
        {/* A press removes the button that has the keyboard focus, so this element takes the focus. */}
        <div ref={top} tabIndex={-1} className="grid gap-6 outline-none">
          {sitting && drawn && at !== undefined ? (
            <CaseQuestions
              key={at}
              drawn={drawn}
              played={sitting.played}
              position={`Case ${at + 1} of ${sitting.drawn.length}`}
              answer={sitting.answer}
              onAnswer={(given) => answer(sitting, given)}
            >
              {!ended && (
                <Button variant="primary" pending={pending} onClick={() => start(() => goOn(sitting))}>
                  Next case
                </Button>
              )}
            </CaseQuestions>
          ) : (
            <Introduction />
          )}
        </div>
        {ended && <ExamResult seed={sitting.seed} results={sitting.results} />}
        {failure}
        {(!sitting || ended) && (
          <Button variant="primary" pending={pending} onClick={() => start(begin)}>
            {sitting ? 'Begin another exam' : 'Begin the exam'}
          </Button>
        )}
      </Workbench>
    </LabLayout>
  );
}

function Introduction() {
  return (
    <div className="prose">
      <p>
        The exam has six runs; three of them are attacks. The engine plays each run now, for you, and shows
        what was on the wire: no titles, and nothing that only the servers know. Say what happened, and which
        message was refused.
      </p>
      <p>
        Your answers are compared with the private verdicts of the very run that you see. Values can be
        revealed, followed from message to message, and hashed below the questions. Only the result of a
        finished exam is stored: a reload ends an unfinished exam.
      </p>
    </div>
  );
}

/** Seeds are below this limit: six digits are easy to pass on. */
const LONGEST_SEED = 1_000_000;

async function play(drawn: DrawnCase | undefined): Promise<PlayedCase> {
  if (!drawn) throw new Error('The exam has no such case.');
  return playCase(drawn, location.origin, createRun);
}

const isRight = ({ truth }: PlayedCase, answer: Answer): boolean =>
  Object.values(gradeAnswer(truth, answer)).every(Boolean);
