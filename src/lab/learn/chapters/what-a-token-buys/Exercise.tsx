import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { otherServerUrl } from '../../../machine/run/servers.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { membersOf, responseOf, type WireMessage } from '../../../machine/wire/exchange.ts';
import { mcpRequests, tokenRequests } from '../evidence.ts';

/** The same call with the right token, without a token, and with one for another server. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [run, setRun] = useState<Run>();
  const [foreignToken, setForeignToken] = useState<string>();
  const call = mcpRequests(log, 'tools/call').find(({ request }) => request.headers.authorization);

  async function signIn(): Promise<void> {
    const started = machine.start();
    await started.signIn();
    await started.callTool('whoami');
    setRun(started);
    setForeignToken(undefined);
  }

  /** The whole flow for the other server; the token is read from the log. */
  async function getForeignToken(from: Run): Promise<void> {
    const resource = otherServerUrl(location.origin);
    const callbackUrl = await from.authorize({
      request: ({ searchParams }) => searchParams.set('resource', resource),
    });
    await from.send(tokenRequest(from, callbackUrl, { resource }));
    const exchange = tokenRequests(machine.log.getSnapshot(), 'authorization_code').at(-1);
    setForeignToken(String(membersOf(exchange && responseOf(exchange)).access_token));
  }

  if (!run || !call) {
    return (
      <div className="grid justify-items-start gap-3">
        <Button variant="primary" pending={pending} onClick={() => start(signIn)}>
          Sign in and call a tool
        </Button>
        {failure}
      </div>
    );
  }
  const { authorization: _, ...anonymous } = call.request.headers;
  const callWith = (headers: WireMessage['headers']) => start(() => run.send({ ...call.request, headers }));
  return (
    <Panel title="The same call, other tokens">
      <div className="grid justify-items-start gap-3">
        <Button pending={pending} onClick={() => callWith(anonymous)}>
          Call without a token
        </Button>
        <Button pending={pending} onClick={() => start(() => getForeignToken(run))}>
          Get a token for another server
        </Button>
        {foreignToken !== undefined && (
          <Button
            variant="primary"
            pending={pending}
            onClick={() => callWith({ ...anonymous, authorization: `Bearer ${foreignToken}` })}
          >
            Call with that one
          </Button>
        )}
        {failure}
      </div>
    </Panel>
  );
}
