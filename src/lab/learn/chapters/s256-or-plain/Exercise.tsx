import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps, Machine } from '../../../machine/machine.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { parameterOf } from '../../../machine/wire/exchange.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';

/** Plays the same theft against two clients: one client names S256, and the other client names no method. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const variant = useNextPress([SHOWN.plain, SHOWN.s256]);
  return (
    <Panel
      title="Then steal twice"
      foot={
        <>
          <Button variant={variant(SHOWN.plain)} {...press(() => steal(machine, 'no method'))}>
            Sign in without a method, and steal
          </Button>
          <Button variant={variant(SHOWN.s256)} {...press(() => steal(machine, 'S256'))}>
            Sign in with S256, and steal
          </Button>
        </>
      }
    >
      <p>
        Each button signs a person in. Then the thief sends the code, and the challenge as if it were the
        verifier.
      </p>
      {report}
    </Panel>
  );
}

/** Signs a person in, and redeems their code with what the front channel showed. */
async function steal(machine: Machine, method: 'S256' | 'no method'): Promise<void> {
  const run = machine.start({ policy: { plainAllowed: true } });
  const callbackUrl = await run.authorize({
    request({ searchParams }) {
      if (method === 'S256') return;
      // A careless client sends its verifier as the challenge, and names no method.
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
