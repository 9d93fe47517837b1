import { Button } from '../../../ui/Button.tsx';
import type { ExerciseProps } from '../../machine.ts';
import { useAction } from '../../use-action.tsx';
import { parameterOf } from '../../wire/exchange.ts';
import { tokenRequests } from '../evidence.ts';
import { TheftNotice } from '../TheftNotice.tsx';
import { formMessage } from '../token-request.ts';

/** The same theft against two clients: one names S256, the other leaves the method out. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction();

  async function steal(method: 'S256' | 'plain'): Promise<void> {
    const run = machine.start({ policy: { plainAllowed: true } });
    const callbackUrl = await run.obtainAnswer({
      request({ searchParams }) {
        if (method === 'S256') return;
        // What a careless client does: its verifier is the challenge, and no method is named.
        searchParams.set('code_challenge', 'a-verifier-that-everybody-can-read-in-the-url');
        searchParams.delete('code_challenge_method');
      },
    });
    const seen = machine.log.getSnapshot().filter(({ channel }) => channel === 'front');
    const opened = seen.findLast(({ to }) => to === 'browser');
    await run.send(
      formMessage(`${run.issuer}/token`, {
        grant_type: 'authorization_code',
        code: new URL(callbackUrl).searchParams.get('code') ?? '',
        redirect_uri: (opened && parameterOf(opened.request, 'redirect_uri')) ?? '',
        client_id: (opened && parameterOf(opened.request, 'client_id')) ?? '',
        code_verifier: (opened && parameterOf(opened.request, 'code_challenge')) ?? '',
      }),
      'attacker',
    );
  }

  const theft = tokenRequests(log, 'authorization_code').findLast(({ from }) => from === 'attacker');
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" pending={pending} onClick={() => start(() => steal('plain'))}>
          Sign in with plain, and steal
        </Button>
        <Button pending={pending} onClick={() => start(() => steal('S256'))}>
          Sign in with S256, and steal
        </Button>
      </div>
      <TheftNotice theft={theft}>
        {(succeeded) =>
          succeeded
            ? 'The challenge was the verifier, and it stood in the URL.'
            : 'The challenge is a hash, and its hash is another value.'
        }
      </TheftNotice>
      {failure}
    </div>
  );
}
