import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { Button, type Pending } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { Machine } from '../machine/machine.ts';
import { useAction } from '../machine/use-action.tsx';
import type { Attack, AttackStep } from './attacks/attack.ts';
import type { Note } from './attacks/notebook.ts';
import { type AttackOutcome, beginAttack, type Play, type ScenarioDefences } from './attacks/play-attack.ts';
import type { AttackWindows } from './attacks/windows/windows.ts';

export interface ScenarioProps {
  title: string;
  about: string;
  defended: ScenarioDefences;
  attack: Attack;
  machine: Machine;
  windows: AttackWindows;
  /** @param after identifies the last message before the attack. */
  onBegin(after: number): void;
  onNotes(notes: readonly Note[]): void;
  onOutcome?(outcome: AttackOutcome): void;
  children?: ReactNode;
}

/** Shows one scenario of an attack, plays its steps one by one or all at once, and shows the outcome. */
export function ScenarioPanel({ title, about, attack, children, ...scenario }: ScenarioProps) {
  const { windows, machine, defended, onBegin, onNotes, onOutcome } = scenario;
  // An attack with windows starts without waiting for the machine: browsers open a tab only during a press. The user
  // may also start another scenario while this scenario waits.
  const { pending, failure, start } = useAction(attack.needs ? undefined : machine);
  const openWaitingTab = useStore(windows.waitingTab);
  const play = useRef<Play>(undefined);
  const [done, setDone] = useState(0);
  const [outcome, setOutcome] = useState<AttackOutcome>();
  const next = outcome ? undefined : attack.steps[done];
  const weak = defended === 'weak';

  function begin(): Play {
    windows.close();
    setOutcome(undefined);
    setDone(0);
    const begun = beginAttack(attack, machine, { scenario: defended, windows });
    begun.notebook.subscribe(() => onNotes(begun.notebook.getSnapshot()));
    onBegin(machine.log.getSnapshot().at(-1)?.id ?? 0);
    play.current = begun;
    return begun;
  }

  async function step(playing: Play): Promise<boolean> {
    const ended = await playing.next().catch((error: unknown) => {
      // The attack cannot continue, so the next press starts the attack again.
      play.current = undefined;
      throw error;
    });
    setDone((before) => before + 1);
    if (!ended) return false;
    play.current = undefined;
    setOutcome(ended);
    if (ended.changed === undefined) onOutcome?.(ended);
    return true;
  }

  async function playOn(): Promise<void> {
    const playing = play.current ?? begin();
    while (!(await step(playing)));
  }

  return (
    <Panel title={title} aside={asideOf(attack, defended)}>
      <p>{about}</p>
      {weak && children}
      <Steps steps={attack.steps} done={done} pending={pending} />
      <div className="flex flex-wrap gap-3">
        <Button variant={weak ? 'primary' : 'secondary'} pending={pending} onClick={() => start(playOn)}>
          {WORDS[kindOf(defended)]}
        </Button>
        {next && (
          <Button pending={pending} onClick={() => start(() => step(play.current ?? begin()))}>
            Only the next step
          </Button>
        )}
      </div>
      {pending && openWaitingTab && (
        <div className="grid justify-items-start gap-2">
          <p role="status" className="text-wait">
            This browser opens a tab only when you press a button.
          </p>
          <Button onClick={openWaitingTab}>Open the tab</Button>
        </div>
      )}
      {pending && next?.waitsForReader && (
        <p role="status" className="text-wait">
          Waiting for you: press the button on the attacker’s page.
        </p>
      )}
      {failure}
      {outcome && <Outcome outcome={outcome} harmed={attack.harmed} />}
      {outcome?.changed !== undefined && (
        <p>
          You changed or dropped message {outcome.changed}, so this proves nothing about the defences, and
          does not count.
        </p>
      )}
      {!weak && children}
    </Panel>
  );
}

type Kind = 'weak' | 'defended' | 'one';
const kindOf = (defended: ScenarioDefences): Kind => (typeof defended === 'object' ? 'one' : defended);
function asideOf({ presupposes = [] }: Attack, defended: ScenarioDefences): string {
  if (defended === 'weak') return 'with the weakness';
  if (defended === 'defended') return 'without the weakness';
  return `with all other defences off${presupposes.length ? `, except ${presupposes.join(', ')}` : ''}`;
}
const WORDS: Record<Kind, string> = {
  weak: 'Play the weak scenario',
  defended: 'Play the defended scenario',
  one: 'Play this scenario',
};

function Steps({ steps, done, pending }: { steps: readonly AttackStep[]; done: number; pending: Pending }) {
  return (
    <ol aria-label="Steps" className="grid gap-1">
      {steps.map(({ by, does }, index) => {
        const now = pending && index === done;
        const Icon = index < done ? CircleCheck : now ? CircleDot : CircleDashed;
        return (
          <li key={does} className="flex items-start gap-2" aria-current={now ? 'step' : undefined}>
            <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${index < done ? 'text-ok' : 'text-faint'}`} />
            <span>
              <span className={by === 'attacker' ? 'font-semibold text-attacker' : 'font-semibold text-soft'}>
                {by === 'attacker' ? 'Attacker' : 'Victim'}
              </span>{' '}
              {does}
              {index < done && <span className="sr-only"> (done)</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Outcome({ outcome, harmed }: { outcome: AttackOutcome; harmed: string }) {
  if (outcome.succeeded) {
    return (
      <Notice tone="bad" title={`The attack worked, as message ${outcome.exchange.id} shows`}>
        {harmed} {!outcome.noticed && 'No server logged the attack.'}
      </Notice>
    );
  }
  return (
    <Notice tone="ok" title="The attack failed">
      {outcome.reason}
      {outcome.exchange && `, at message ${outcome.exchange.id}`}
    </Notice>
  );
}
