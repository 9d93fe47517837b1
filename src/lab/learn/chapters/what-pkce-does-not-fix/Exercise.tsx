import type { ReactNode } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { usePress } from '../use-press.tsx';
import { GAPS, type Gap } from './gaps.ts';

/** The gaps, each with and without its control, if it has one. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const next = GAPS.find(({ open, control }) => !open(log) || (control && !control.closed(log)));
  return GAPS.map((gap) => (
    <GapPanel key={gap.name} gap={gap} isNext={gap === next} machine={machine} log={log} />
  ));
}

function GapPanel({
  gap: { name, what, control, play, open },
  isNext,
  machine,
  log,
}: Pick<ExerciseProps, 'machine' | 'log'> & { gap: Gap; isNext: boolean }) {
  const { pending, report, start } = usePress(machine, log);
  const opened = open(log);
  const closed = control?.closed(log);

  async function playControlled(): Promise<void> {
    try {
      await play(machine, true);
    } catch (error) {
      // The control worked; the report shows it.
      if (!(error instanceof RefusedAtServer)) throw error;
    }
  }

  return (
    <Panel
      title={name}
      foot={
        <>
          <Button
            variant={isNext && !opened ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(() => play(machine, false))}
          >
            {name}
          </Button>
          {control && (
            <Button
              variant={isNext && opened ? 'primary' : 'secondary'}
              aria-label={`${name}. With ${control.name}`}
              pending={pending}
              onClick={() => start(playControlled)}
            >
              With {control.name}
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-3">
        <p>{what}</p>
        {report}
        <ul>
          {opened && (
            <Shown at={opened}>
              {control ? `Without ${control.name}, the attack works` : 'The attack works'}
            </Shown>
          )}
          {control && closed && <Shown at={closed}>With {control.name}, it no longer works</Shown>}
        </ul>
      </div>
    </Panel>
  );
}

function Shown({ at, children }: { at: Exchange; children: ReactNode }) {
  return (
    <li>
      {children}:{' '}
      <a href={`#m${at.id}`} className="text-accent underline">
        message {at.id}
      </a>
    </li>
  );
}
