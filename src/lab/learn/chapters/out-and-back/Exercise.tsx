import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { runsOf, tokenRequests } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';
import { type Change, type Changed, signInBy, WAYS, type Way } from './ways.ts';

const IN_ORDER = Object.values(SHOWN);

/** Each button starts a sign-in. All buttons except the first change one parameter on the way. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start } = usePress(machine, log);
  const [last, setLast] = useState<Way>();
  const [changed, setChanged] = useState<Changed>();
  const variant = useNextPress();

  async function signIn(way: Way): Promise<void> {
    setLast(way);
    setChanged(undefined);
    try {
      await signInBy(way, machine.start(), setChanged);
    } catch (error) {
      // The report already shows that the server refused.
      if (!(error instanceof RefusedAtServer)) throw error;
    }
  }

  return (
    <Panel
      title="Then get in between"
      foot={WAYS.map((way, index) => (
        <Button
          key={way.name}
          variant={variant(IN_ORDER[index])}
          pending={pending}
          onClick={() => start(() => signIn(way), way.change !== undefined)}
        >
          {way.name}
        </Button>
      ))}
    >
      <p>
        Each button starts a sign-in. All buttons except the first change one value on the way. No window
        opens: the lab itself types the name and password of a person, on the page of the authorization
        server.
      </p>
      {report && last?.change && changed && <ChangedValue change={last.change} changed={changed} />}
      {report}
      {report && last && (
        <p>
          <strong>{last.name}</strong>: {inWords(requestsOfClient(log))}
        </p>
      )}
    </Panel>
  );
}

function requestsOfClient(log: readonly Exchange[]): number {
  const newest = runsOf(log).at(-1) ?? [];
  return tokenRequests(newest, 'authorization_code').filter(({ from }) => from === 'client').length;
}

function inWords(count: number): string {
  if (count === 0) return 'the client sent no token request.';
  return `the client sent ${count === 1 ? 'one token request' : `${count} token requests`}.`;
}

/** Shows the old and the new value of what was changed on the way, and what an attacker would gain by the change. */
function ChangedValue({ change, changed: { from, to } }: { change: Change; changed: Changed }) {
  return (
    <div className="grid gap-2">
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
        {[
          { title: `${change.parameter}, as it was sent`, value: from, look: 'bg-sunken' },
          { title: `${change.parameter}, as it arrived`, value: to, look: 'bg-mark' },
        ].map(({ title, value, look }) => (
          <div key={title}>
            <dt className="text-soft">{title}</dt>
            <dd className={`break-all px-1 font-mono ${look}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <strong>What an attacker would gain:</strong> {change.gain}
      </p>
    </div>
  );
}
