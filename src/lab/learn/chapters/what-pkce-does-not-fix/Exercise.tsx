import type { ReactNode } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { MessageLink } from '../../../machine/panes/MessageLink.tsx';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { GAPS, type Gap, worksWithPkce } from './gaps.ts';

/** Shows the gaps. The learner plays each attack without its control, and with its control if there is a control. */
export default function Exercise({ machine, log }: ExerciseProps) {
  return GAPS.map((gap) => <GapPanel key={gap.name} gap={gap} machine={machine} log={log} />);
}

function GapPanel({ gap, machine, log }: Pick<ExerciseProps, 'machine' | 'log'> & { gap: Gap }) {
  const { report, press } = usePress(machine, log);
  const { name, what, control, play, open, openWords, reads } = gap;
  const variant = useNextPress();
  const opened = open(log);
  const closed = control?.closed(log);

  async function playControlled(): Promise<void> {
    try {
      await play(machine, true);
    } catch (error) {
      // The control stopped the attack, and the report shows that.
      if (!(error instanceof RefusedAtServer)) throw error;
    }
  }

  return (
    <Panel
      title={name}
      foot={
        <>
          <Button variant={variant(worksWithPkce(gap))} {...press(() => play(machine, false))}>
            {name}
          </Button>
          {control && (
            <Button
              variant={variant(control.effect.criterion)}
              aria-label={`${name}. With ${control.name}`}
              {...press(playControlled)}
            >
              With {control.name}
            </Button>
          )}
        </>
      }
    >
      <p>{what}</p>
      {report}
      <ul className="grid gap-2">
        {opened && (
          <Shown at={opened} log={log} reads={reads}>
            {openWords ?? (control ? `Without ${control.name}, the attack works` : 'The attack works')}
          </Shown>
        )}
        {control && closed && (
          <Shown at={closed} log={log} reads={reads}>
            {control.effect.words}
          </Shown>
        )}
      </ul>
    </Panel>
  );
}

/** Says what an exchange shows, links to the exchange, and shows the lines that the person reads in it. */
function Shown({
  at,
  log,
  reads,
  children,
}: Pick<ExerciseProps, 'log'> & { at: Exchange; reads: Gap['reads']; children: ReactNode }) {
  const lines = reads?.(at, log);
  return (
    <li>
      {children}: <MessageLink id={at.id} />
      {lines && (
        <ol className="mt-1 break-words rounded-control bg-sunken p-2 font-mono text-xs">
          {lines.length === 0 && <li>The audit log has no lines.</li>}
          {lines.map(({ text, writtenFor }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one report do not change
            <li key={index} className={writtenFor === undefined ? '' : 'hatch'}>
              {text}
              {writtenFor !== undefined && (
                <strong className="text-attacker">
                  {' '}
                  ← written for the attacker’s <MessageLink id={writtenFor} />
                </strong>
              )}
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}
