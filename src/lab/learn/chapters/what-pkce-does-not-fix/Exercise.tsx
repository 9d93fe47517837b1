import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { GAPS, type Gap } from './gaps.ts';

/** Four gaps, each with and without its control. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);

  async function play(gap: Gap, controlled: boolean): Promise<void> {
    try {
      await gap.play(machine, controlled);
    } catch (error) {
      // The control worked; the proof shows it.
      if (!controlled || !(error instanceof RefusedAtServer)) throw error;
    }
  }

  return (
    <>
      {GAPS.map((gap, index) => {
        const { name, what, control } = gap;
        return (
          <Panel
            key={name}
            title={name}
            foot={
              <>
                <Button
                  variant={index === 0 && !gap.open(log) ? 'primary' : 'secondary'}
                  pending={pending}
                  onClick={() => start(() => play(gap, false))}
                >
                  {name}
                </Button>
                <Button
                  aria-label={`${name}. With ${control}`}
                  pending={pending}
                  onClick={() => start(() => play(gap, true))}
                >
                  With {control}
                </Button>
              </>
            }
          >
            {what}
          </Panel>
        );
      })}
      {failure}
    </>
  );
}
