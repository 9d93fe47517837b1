import { useId, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { SpecLink } from '../../machine/panes/SpecLink.tsx';
import { craftedBoard, resultOf } from '../crafting/crafted-board.ts';
import { mysteryDefences } from './defences.ts';
import type { Accusation } from './mystery-run.ts';
import { fewestFor } from './solutions.ts';

/** Lets the learner name the missing defence and the message that shows it, in one attempt for each server. */
export function AccusationForm({
  newest,
  ended,
  onName,
  onOtherServer,
}: {
  /** The number of the newest message. */
  newest: number;
  ended: { accusation: Accusation; sent: number } | undefined;
  onName(defence: string, evidence: number): void;
  onOtherServer(): void;
}) {
  const id = useId();
  const results = useStore(craftedBoard());
  const [named, setNamed] = useState('');
  const [evidence, setEvidence] = useState('');
  const [problem, setProblem] = useState<string>();
  const seenThrough = mysteryDefences.filter(({ id }) => resultOf(results, `mystery/${id}`) !== undefined);

  function submit(): void {
    const number = /^\d+$/.test(evidence) ? Number(evidence) : 0;
    const given = number >= 1 && number <= newest;
    setProblem(given ? undefined : whichNumbers(newest));
    if (given) onName(named, number);
  }

  return (
    <Panel title="What does this server not do?" aside="one attempt for each server">
      {ended ? (
        <div className="grid justify-items-start gap-3">
          <Ending {...ended} />
          <Button variant="primary" onClick={onOtherServer}>
            Another server
          </Button>
        </div>
      ) : (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <label htmlFor={id} className="grid gap-1 font-semibold">
            The defence that is missing
            <select
              id={id}
              className={`${CONTROL} font-normal`}
              required
              value={named}
              onChange={({ target }) => setNamed(target.value)}
            >
              <option value="">Choose one</option>
              {mysteryDefences.map((defence) => (
                <option key={defence.id} value={defence.id}>
                  {defence.does}
                </option>
              ))}
            </select>
          </label>
          <Field
            label="The number of the message that shows it"
            hint="An answer without this evidence does not count."
            error={problem}
            control={(ids) => (
              <input
                {...ids}
                className={`${CONTROL} max-w-32 font-mono`}
                inputMode="numeric"
                autoComplete="off"
                required
                value={evidence}
                onChange={({ target }) => setEvidence(target.value)}
              />
            )}
          />
          <div className="flex flex-wrap gap-3">
            <Button type="submit">Name it</Button>
            <Button onClick={onOtherServer}>Another server</Button>
          </div>
        </form>
      )}
      {seenThrough.length > 0 && (
        <section aria-label="Servers you have solved">
          <h3 className="text-soft text-sm">
            {seenThrough.length} of {mysteryDefences.length} servers solved
          </h3>
          <ul className="mt-1 grid gap-1 text-sm">
            {seenThrough.map(({ id, does }) => (
              <li key={id}>
                {does}: {inMessages(resultOf(results, `mystery/${id}`) ?? 0)}; the shortest proof takes{' '}
                {fewestFor(id)}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

/** Says which numbers name a message. @param newest the number of the newest message. */
export function whichNumbers(newest: number): string {
  if (newest === 0) return 'There is no message yet. Send one first.';
  return newest === 1
    ? 'There is only message 1 so far.'
    : `Give the number of a message, from 1 to ${newest}.`;
}

const inMessages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

function Ending({ accusation, sent }: { accusation: Accusation; sent: number }) {
  const { named, missing, evidence, proven } = accusation;
  const fewest = fewestFor(missing.id);
  const clause = <SpecLink to={missing.clause} />;
  if (proven) {
    return (
      <Notice tone="ok" title={`Right, as message ${evidence} shows`}>
        This server does not do this: “{missing.does}” ({clause}). You sent {inMessages(sent)}; the shortest
        proof takes {inMessages(fewest)}.
      </Notice>
    );
  }
  if (named === missing) {
    return (
      <Notice
        tone="bad"
        title={`The right defence, but message ${evidence} does not show that it is missing`}
      >
        The shortest proof takes {inMessages(fewest)}.
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title="The server has that defence">
      The server lacks another defence: “{missing.does}” ({clause}). The shortest proof takes{' '}
      {inMessages(fewest)}.
    </Notice>
  );
}
