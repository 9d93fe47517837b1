import { CircleCheck, CircleDashed } from 'lucide-react';
import { use } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { messageHref } from '../../../machine/panes/message-link.ts';
import { STEPS, type Step } from '../../../machine/panes/steps.ts';
import { Term } from '../../glossary/Term.tsx';
import { ShownSoFar } from '../next-press.ts';
import { runTenSteps, stepsTaken } from '../ten-steps.ts';
import { usePress } from '../use-press.tsx';
import { VALUE_OF_STEP } from '../value-of-step.ts';

/** Runs the whole flow on a press, slowly enough to follow. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const shown = use(ShownSoFar);
  // Before the right prediction, the ticks show a run that proves nothing. Later, the ticks show only runs that count.
  const counts = shown.missing.length + shown.log.length > 0;
  const taken = stepsTaken(counts ? shown.log : log);
  return (
    <Panel
      title="Ten steps"
      aside={`${taken.size} of 10, as the log shows them`}
      foot={
        <Button variant="primary" {...press(() => runTenSteps(machine))}>
          Run the sign-in
        </Button>
      }
    >
      <TenSteps taken={taken} />
      {taken.has(8) && (
        <p className="text-soft text-sm">
          At each call, the MCP server asks the authorization server whether the token was revoked. This
          request is called <Term name="introspection">introspection</Term>, and the diagram shows it as
          “revoked? no”. Not every server asks: see chapter 11.
        </p>
      )}
      {report}
    </Panel>
  );
}

const ORDER = Object.keys(STEPS)
  .map(Number)
  .filter((step): step is Step => step in STEPS);

function TenSteps({ taken }: { taken: ReadonlyMap<Step, number> }) {
  return (
    <ol aria-live="polite" className="grid gap-1.5">
      {ORDER.map((step) => {
        const message = taken.get(step);
        return (
          <li key={step} className="flex items-center gap-3">
            {message === undefined ? (
              <CircleDashed aria-hidden className="size-4 shrink-0 text-faint" />
            ) : (
              <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
            )}
            <span className="w-5 shrink-0 text-right font-mono text-sm text-soft">{step}</span>
            <span className={message === undefined ? 'text-soft' : ''}>{STEPS[step]}</span>
            {message !== undefined && (
              <a
                href={messageHref(message, VALUE_OF_STEP[step])}
                className="ml-auto shrink-0 text-accent text-sm underline"
              >
                message {message}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}
