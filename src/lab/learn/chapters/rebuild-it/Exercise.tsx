import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { type Answer, answerTo } from '../../../machine/answers.ts';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { Excerpt } from '../../../machine/panes/SourcePane.tsx';
import { STEPS, type Step } from '../../../machine/panes/steps.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { runTenSteps } from '../ten-steps.ts';
import { linesOf } from './bugs.ts';
import { ORDER } from './chapter.ts';
import { FOUND_LINES, type WrongLine } from './found-lines.ts';
import { judgeTrace, readTrace, writeTrace } from './trace.ts';

/** The same for everybody, so that two people can talk about it. */
const SHUFFLED: readonly Step[] = [3, 1, 2, 6, 4, 5, 7, 10, 8, 9];

/** Ten steps to order, and three lines to find. */
export default function Exercise({ machine, answers }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [trace, setTrace] = useState<readonly Step[]>([]);

  async function runAndShuffle(): Promise<void> {
    await runTenSteps(machine);
    setTrace(SHUFFLED);
  }

  /** Exchanges a step with the one after it. */
  function moveLater(step: Step): void {
    const index = trace.indexOf(step);
    const next = trace[index + 1];
    if (next !== undefined) setTrace(trace.with(index, next).with(index + 1, step));
  }

  function moveEarlier(step: Step): void {
    const before = trace[trace.indexOf(step) - 1];
    if (before !== undefined) moveLater(before);
  }

  return (
    <>
      <Panel
        title="Ten steps"
        foot={
          trace.length ? (
            <Button variant="primary" onClick={() => machine.answers.give(ORDER, writeTrace(trace))}>
              Check the order
            </Button>
          ) : (
            <Button variant="primary" pending={pending} onClick={() => start(runAndShuffle)}>
              Run it once, and shuffle
            </Button>
          )
        }
      >
        <ol className="mb-4 grid gap-2">
          {trace.map((step) => (
            <li key={step} className="flex items-center gap-2">
              <span className="min-w-0 grow">{STEPS[step]}</span>
              <Button aria-label={`Earlier: ${STEPS[step]}`} onClick={() => moveEarlier(step)}>
                Earlier
              </Button>
              <Button aria-label={`Later: ${STEPS[step]}`} onClick={() => moveLater(step)}>
                Later
              </Button>
            </li>
          ))}
        </ol>
        <Judgement text={answerTo(answers, ORDER)} />
        {failure}
      </Panel>
      {FOUND_LINES.map((line) => (
        <OneFunction
          key={line.name}
          line={line}
          answers={answers}
          onFind={(found) => machine.answers.give(line.question, found)}
        />
      ))}
      <InOneCall />
    </>
  );
}

/** The same part of the flow, ours and a library's. Both are the text of modules that are type-checked with the rest; tests run ours and oauth4webapi's. */
function InOneCall() {
  return (
    <Panel title="The same in one call" aside="ours, and two libraries">
      <div className="grid gap-4">
        <p>
          What you ordered by hand, as this project has it, as oauth4webapi has it, and as the MCP SDK does
          all of it at once. The parameters on the wire are the same.
        </p>
        <Excerpt file="oauth/token-endpoint.ts" name="exchangeCode" />
        <Excerpt file="lab/machine/source/in-one-call.ts" name="exchangeWithOauth4webapi" />
        <Excerpt file="lab/machine/source/in-one-call.ts" name="signInWithMcpSdk" />
      </div>
    </Panel>
  );
}

function Judgement({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  const verdict = judgeTrace(readTrace(text));
  if (verdict.accepted) return <Notice tone="ok" title="This order can be run" />;
  return (
    <Notice tone="bad" title={`It stops at "${STEPS[verdict.step]}"`}>
      Nothing before it brings {verdict.lacks}.
    </Notice>
  );
}

function OneFunction({
  line,
  answers,
  onFind,
}: {
  line: WrongLine;
  answers: readonly Answer[];
  onFind(text: string): void;
}) {
  const given = answerTo(answers, line.question);
  return (
    <Panel title={`Which line is wrong: ${line.name}`}>
      <div className="grid gap-3">
        <div className="grid gap-0.5 overflow-x-auto rounded-control border border-rule bg-sunken p-2">
          {linesOf(line).map((text) => (
            <button
              key={text}
              type="button"
              aria-pressed={given === text.trim()}
              onClick={() => onFind(text.trim())}
              className="cursor-pointer whitespace-pre-wrap rounded-control px-2 py-0.5 text-left font-mono text-xs aria-pressed:bg-mark"
            >
              {text}
            </button>
          ))}
        </div>
        {given !== undefined && (
          <Notice
            tone={given === line.wrong ? 'ok' : 'bad'}
            title={given === line.wrong ? 'Found' : 'Not this one'}
          >
            {given === line.wrong && line.why}
          </Notice>
        )}
      </div>
    </Panel>
  );
}
