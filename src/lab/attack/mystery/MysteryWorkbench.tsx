import { useMemo, useState } from 'react';
import { useStore } from '../../../ui/use-store.ts';
import { Workbench } from '../../machine/LabLayout.tsx';
import { MachinePane } from '../../machine/panes/MachinePane.tsx';
import { useAction } from '../../machine/use-action.tsx';
import { responseOf } from '../../machine/wire/exchange.ts';
import { AttackRail } from '../AttackRail.tsx';
import { Composer } from '../crafting/Composer.tsx';
import { craftedBoard } from '../crafting/crafted-board.ts';
import { HeldValues } from '../crafting/HeldValues.tsx';
import { outsideView, withoutVerdicts } from '../crafting/outside-view.ts';
import { VerdictNotice } from '../crafting/VerdictNotice.tsx';
import { AccusationForm } from './AccusationForm.tsx';
import { mysteryDefences } from './defences.ts';
import type { Accusation, MysteryRun } from './mystery-run.ts';
import { plan } from './solutions.ts';

/** Lets the learner send messages to a mystery server, and name the missing defence in one attempt. */
export function MysteryWorkbench({ run, onOtherServer }: { run: MysteryRun; onOtherServer(): void }) {
  const log = useStore(run.machine.log);
  const notes = useStore(run.notebook);
  const { pending, failure, start } = useAction();
  const [sentAfter, setSentAfter] = useState(Number.POSITIVE_INFINITY);
  const [ended, setEnded] = useState<{ accusation: Accusation; sent: number }>();
  const outside = useMemo(() => outsideView(run.machine), [run]);
  const sent = run.sent(log);

  function name(id: string, evidence: number): void {
    const named = mysteryDefences.find((each) => each.id === id);
    if (!named) return;
    const accusation = run.judge(log, named, evidence);
    if (accusation.proven) craftedBoard().mark(`mystery/${id}`, sent);
    setEnded({ accusation, sent });
  }

  return (
    <Workbench
      rail={<AttackRail />}
      machine={<MachinePane machine={outside} log={ended ? log : withoutVerdicts(log)} />}
    >
      <div>
        <p className="font-mono text-attacker text-sm">
          {sent} {sent === 1 ? 'message' : 'messages'} sent
        </p>
        <h1 className="mt-1 text-4xl leading-tight">The mystery server</h1>
      </div>
      <div className="prose">
        <p>
          This server lacks one defence of the list below. The number in the address decides which defence.
          You have an account there, and a client. Send requests that a server must refuse. Find the message
          that this server should have refused, or the response that lacks something.
        </p>
        <p>
          Use as few messages as you can. Without a guess, {plan.length} messages are enough to find which of
          the {mysteryDefences.length} defences is missing. The proof of a single defence takes between one
          and five messages.
        </p>
      </div>
      <HeldValues notes={notes} />
      <Composer
        templates={run.templates(notes)}
        pending={pending}
        done={ended !== undefined}
        onSend={(template, message) => {
          setSentAfter(log.at(-1)?.id ?? 0);
          start(() => run.send(template, message));
        }}
      >
        {!pending && (
          <VerdictNotice exchange={log.findLast((each) => each.id > sentAfter && responseOf(each))} />
        )}
        {failure}
      </Composer>
      <AccusationForm
        newest={log.at(-1)?.id ?? 0}
        ended={ended}
        onName={name}
        onOtherServer={onOtherServer}
      />
    </Workbench>
  );
}
