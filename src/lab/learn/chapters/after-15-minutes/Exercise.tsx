import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import { mcpRequests, tokenRequests } from '../evidence.ts';

const MINUTE_MS = 60_000;

/** A clock to advance, the client's calls, and earlier messages, which can be sent again. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [run, setRun] = useState<Run>();
  const [passedMinutes, setPassedMinutes] = useState(0);
  const calls = mcpRequests(log, 'tools/call');
  const [firstExchange] = tokenRequests(log, 'authorization_code');
  const firstRefreshToken = membersOf(firstExchange && responseOf(firstExchange)).refresh_token;

  async function signIn(): Promise<void> {
    const started = machine.start();
    await started.signIn();
    await started.callTool('whoami');
    setRun(started);
    setPassedMinutes(0);
  }

  if (!run) {
    return (
      <div className="grid justify-items-start gap-3">
        <Button variant="primary" pending={pending} onClick={() => start(signIn)}>
          Sign in and call a tool
        </Button>
        {failure}
      </div>
    );
  }
  const [oldest, newest] = [calls[0], calls.at(-1)];
  return (
    <Panel title="The clock" aside={`${passedMinutes} minutes since the sign-in`}>
      <div className="grid justify-items-start gap-3">
        <Button
          onClick={() => {
            run.advanceClock(16 * MINUTE_MS);
            setPassedMinutes(passedMinutes + 16);
          }}
        >
          Advance the clock by 16 minutes
        </Button>
        <Button pending={pending} onClick={() => oldest && start(() => run.send(oldest.request))}>
          Send the old call again
        </Button>
        <Button variant="primary" pending={pending} onClick={() => start(() => run.callTool('whoami'))}>
          Call with the client
        </Button>
        <Button
          pending={pending}
          onClick={() => start(() => run.send(refreshRequest(run, String(firstRefreshToken))))}
        >
          Send the old refresh token
        </Button>
        <Button pending={pending} onClick={() => newest && start(() => run.send(newest.request))}>
          Send the newest call again
        </Button>
        {failure}
      </div>
    </Panel>
  );
}

function refreshRequest({ issuer }: Run, refreshToken: string) {
  return formMessage(`${issuer}/token`, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: 'this-app',
  });
}
