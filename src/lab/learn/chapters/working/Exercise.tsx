import { use } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { Term } from '../../glossary/Term.tsx';
import { ShownSoFar } from '../next-press.ts';
import { runTenSteps, stepsTaken } from '../ten-steps.ts';
import { usePress } from '../use-press.tsx';
import { TenSteps } from './TenSteps.tsx';

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
