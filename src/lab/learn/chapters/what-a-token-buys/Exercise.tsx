import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { otherServerUrl } from '../../../machine/run/servers.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import type { Exchange, WireMessage } from '../../../machine/wire/exchange.ts';
import { mcpRequests, newestTokens } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { bearerOf, withAudience } from '../token-claims.ts';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';
import { TokenClaims } from './TokenClaims.tsx';

interface SignedIn {
  run: Run;
  call: Exchange;
}

/** Lets the learner repeat a call without a token, from another machine, and with a token for another server. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, press } = usePress(machine, log);
  const [signedIn, setSignedIn] = useState<SignedIn>();
  const [foreignToken, setForeignToken] = useState<string>();
  const variant = useNextPress();

  async function signIn(): Promise<void> {
    const started = machine.start();
    await started.signIn();
    await started.callTool('whoami');
    const call = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1);
    if (call) setSignedIn({ run: started, call });
  }

  /** Runs the whole flow for the other server, and reads the token from the log. */
  async function getForeignToken(from: Run): Promise<void> {
    const resource = otherServerUrl(location.origin);
    const callbackUrl = await from.authorize({
      request: ({ searchParams }) => searchParams.set('resource', resource),
    });
    await from.send(tokenRequest(from, callbackUrl, { resource }));
    setForeignToken(String(newestTokens(machine.log.getSnapshot()).access_token));
  }

  if (!signedIn) {
    return (
      <Panel
        title="Then call"
        foot={
          <Button variant="primary" {...press(signIn)}>
            Sign in and call a tool
          </Button>
        }
      >
        <p>The client gets a token and calls a tool with it.</p>
        {report}
      </Panel>
    );
  }
  const { run, call } = signedIn;
  const { authorization: _, ...anonymous } = call.request.headers;
  const callWith = (token: string | undefined, as?: 'attacker', forged = false) => {
    const headers: WireMessage['headers'] =
      token === undefined ? anonymous : { ...anonymous, authorization: `Bearer ${token}` };
    start(() => run.send({ ...call.request, headers }, as), forged);
  };
  const ownToken = bearerOf(call) ?? '';
  return (
    <Panel title="The same call, other tokens">
      <div className="grid justify-items-start gap-3">
        <TokenClaims title="The token, opened" token={ownToken} />
        <Button variant={variant(SHOWN.none)} pending={pending} onClick={() => callWith(undefined)}>
          Call without a token
        </Button>
        <Button
          variant={variant(SHOWN.elsewhere)}
          pending={pending}
          onClick={() => callWith(ownToken, 'attacker')}
        >
          Call with this token from another machine
        </Button>
        <Button
          variant={foreignToken === undefined ? variant(SHOWN.foreign, SHOWN.rewritten) : 'secondary'}
          {...press(() => getForeignToken(run))}
        >
          Get a token for another server
        </Button>
        {foreignToken !== undefined && (
          <>
            <TokenClaims title="The token for another server" token={foreignToken} />
            <Button variant={variant(SHOWN.foreign)} pending={pending} onClick={() => callWith(foreignToken)}>
              Call with the other token
            </Button>
            <Button
              variant={variant(SHOWN.rewritten)}
              pending={pending}
              onClick={() => callWith(withAudience(foreignToken, call.request.url), undefined, true)}
            >
              Rewrite its aud, and call
            </Button>
          </>
        )}
        {report}
      </div>
    </Panel>
  );
}
