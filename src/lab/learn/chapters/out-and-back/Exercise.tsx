import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { runsOf, tokenRequests } from '../evidence.ts';
import { usePress } from '../use-press.tsx';
import { WAYS, type Way } from './ways.ts';

/** Each button starts a sign-in and changes one parameter on the way. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start } = usePress(machine, log);
  const [last, setLast] = useState<Way>();

  async function signIn(way: Way): Promise<void> {
    setLast(way);
    const run = machine.start();
    try {
      await run.signIn(await way.tampering(run));
    } catch (error) {
      // The report shows this refusal as one of the server.
      if (!(error instanceof RefusedAtServer)) throw error;
    }
  }

  return (
    <Panel
      title="Then get in between"
      foot={WAYS.map((way, index) => (
        <Button
          key={way.name}
          variant={index === 0 && !last ? 'primary' : 'secondary'}
          pending={pending}
          onClick={() => start(() => signIn(way))}
        >
          {way.name}
        </Button>
      ))}
    >
      <div className="grid gap-3">
        <p>
          Each button signs a person in and changes one value on the way. The browser has no window, so you
          can repeat each change as often as you like.
        </p>
        {report}
        {report && last && (
          <p>
            <strong>{last.name}</strong>: {inWords(requestsOfClient(log))}
          </p>
        )}
      </div>
    </Panel>
  );
}

/** The token requests of the client in the newest run. */
function requestsOfClient(log: readonly Exchange[]): number {
  const newest = runsOf(log).at(-1) ?? [];
  return tokenRequests(newest, 'authorization_code').filter(({ from }) => from === 'client').length;
}

function inWords(count: number): string {
  if (count === 0) return 'the client sent no token request.';
  return `the client sent ${count === 1 ? 'one token request' : `${count} token requests`}.`;
}
