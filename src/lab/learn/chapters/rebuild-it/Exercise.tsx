import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn } from '../../../machine/decisions.ts';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { Excerpt } from '../../../machine/panes/SourcePane.tsx';
import { STEPS, type Step } from '../../../machine/panes/steps.ts';
import { useNextPress } from '../next-press.ts';
import { runTenSteps } from '../ten-steps.ts';
import { usePress } from '../use-press.tsx';
import { ORDER, SHOWN } from './chapter.ts';
import { OneFunction } from './OneFunction.tsx';
import { judgeTrace, writeTrace } from './trace.ts';
import { WRONG_LINES } from './wrong-lines.ts';

/** Everyone gets the same order, so that two people can talk about it. */
const SHUFFLED: readonly Step[] = [3, 1, 2, 6, 4, 5, 7, 10, 8, 9];

export default function Exercise({ machine, log, decisions }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const [trace, setTrace] = useState<readonly Step[]>([]);
  const variant = useNextPress();

  // The verdict holds only for the order that the learner submitted.
  const judged = choiceOn(decisions, ORDER) === writeTrace(trace);

  async function runAndShuffle(): Promise<void> {
    await runTenSteps(machine);
    setTrace(SHUFFLED);
  }

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
            <Button
              variant={judged || trace === SHUFFLED ? 'secondary' : variant(SHOWN.order)}
              onClick={() => machine.decisions.record(ORDER, writeTrace(trace))}
            >
              Check the order
            </Button>
          ) : (
            <Button variant={variant(SHOWN.run, SHOWN.order)} {...press(runAndShuffle)}>
              Run the steps once, and shuffle them
            </Button>
          )
        }
      >
        <ol className="grid gap-2 empty:hidden">
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
        {judged && <Judgement trace={trace} />}
        {!trace.length && (
          <div className="grid gap-3">
            <p>The lab runs the ten steps, and gives them to you out of order.</p>
            {report}
          </div>
        )}
      </Panel>
      {WRONG_LINES.map((line) => (
        <OneFunction
          key={line.name}
          line={line}
          decisions={decisions}
          onFind={(found) => machine.decisions.record(line.question, found)}
        />
      ))}
      <InOneCall />
    </>
  );
}

/** Shows the code exchange in our code and in a library, and a sign-in with another library, all type-checked. */
function InOneCall() {
  return (
    <Panel title="The same in one call" aside="ours, and two libraries">
      <p>
        This is the exchange of the code in this project and in oauth4webapi, and the whole sign-in with the
        MCP SDK.
      </p>
      <Excerpt file="oauth/token-endpoint.ts" name="exchangeCode" />
      <Excerpt file="lab/machine/source/in-one-call.ts" name="exchangeWithOauth4webapi" />
      <Excerpt file="lab/machine/source/in-one-call.ts" name="signInWithMcpSdk" />
    </Panel>
  );
}

function Judgement({ trace }: { trace: readonly Step[] }) {
  const verdict = judgeTrace(trace);
  if (verdict.accepted) return <Notice tone="ok" title="This order works" />;
  return (
    <Notice tone="bad" title={`The run stops at "${STEPS[verdict.step]}"`}>
      No earlier step provides {verdict.lacks}.
    </Notice>
  );
}
