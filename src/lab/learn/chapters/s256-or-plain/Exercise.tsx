import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn } from '../../../machine/decisions.ts';
import type { ExerciseProps, Machine } from '../../../machine/machine.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { parameterOf } from '../../../machine/wire/exchange.ts';
import { tokenRequests } from '../evidence.ts';
import { TheftNotice } from '../TheftNotice.tsx';
import { PREDICTION, PREDICTIONS } from './chapter.ts';

/** A prediction, then the same theft against two clients: one names S256, the other no method. */
export default function Exercise({ machine, log, decisions }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const prediction = choiceOn(decisions, PREDICTION);
  const theft = tokenRequests(log, 'authorization_code').findLast(({ from }) => from === 'attacker');
  return (
    <>
      <Panel title="First say which theft works">
        <div className="flex flex-wrap gap-2">
          {PREDICTIONS.map((each) => (
            <Button
              key={each}
              aria-pressed={prediction === each}
              onClick={() => machine.decisions.record(PREDICTION, each)}
            >
              It works {each}
            </Button>
          ))}
        </div>
      </Panel>
      {prediction !== undefined && (
        <Panel title="Then steal twice" aside={`your prediction: ${prediction}`}>
          <div className="grid gap-4">
            <div className="flex flex-wrap gap-2">
              <Button
                variant="primary"
                pending={pending}
                onClick={() => start(() => steal(machine, 'plain'))}
              >
                Sign in with plain, and steal
              </Button>
              <Button pending={pending} onClick={() => start(() => steal(machine, 'S256'))}>
                Sign in with S256, and steal
              </Button>
            </div>
            <TheftNotice theft={theft}>
              {(succeeded) =>
                succeeded
                  ? 'The challenge was the verifier, and it was in the URL.'
                  : 'The challenge is a hash, and its hash is another value.'
              }
            </TheftNotice>
            {failure}
          </div>
        </Panel>
      )}
    </>
  );
}

/** Signs a person in, and redeems their code with what the front channel showed. */
async function steal(machine: Machine, method: 'S256' | 'plain'): Promise<void> {
  const run = machine.start({ policy: { plainAllowed: true } });
  const callbackUrl = await run.authorize({
    request({ searchParams }) {
      if (method === 'S256') return;
      // What a careless client does: its verifier is the challenge, and no method is named.
      searchParams.set('code_challenge', 'a-verifier-that-everyone-can-read-in-the-url');
      searchParams.delete('code_challenge_method');
    },
  });
  const seen = machine.log.getSnapshot().filter(({ channel }) => channel === 'front');
  const opened = seen.findLast(({ to }) => to === 'browser');
  const read = (name: string) => (opened && parameterOf(opened.request, name)) ?? '';
  await run.send(
    formMessage(`${run.issuer}/token`, {
      grant_type: 'authorization_code',
      code: new URL(callbackUrl).searchParams.get('code') ?? '',
      redirect_uri: read('redirect_uri'),
      client_id: read('client_id'),
      code_verifier: read('code_challenge'),
    }),
    'attacker',
  );
}
