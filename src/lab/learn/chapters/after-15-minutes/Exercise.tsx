import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { membersOf, responseOf, type WireMessage } from '../../../machine/wire/exchange.ts';
import { ChoiceList } from '../ChoiceList.tsx';
import { mcpRequests, tokenRequests } from '../evidence.ts';
import { usePress } from '../use-press.tsx';
import { CHECKS } from './checks.ts';
import { SignedIn } from './SignedIn.tsx';

const MINUTE_MS = 60_000;

/** A sign-in at one of the two MCP servers, with its own clock. */
export interface Visit {
  run: Run;
  passedMinutes: number;
  firstRefreshToken: string;
  firstCall: WireMessage | undefined;
  newestCall: WireMessage | undefined;
}

/** Two MCP servers, each with a clock to advance, the client's calls, and earlier messages to send again. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [checks, setChecks] = useState<string>(CHECKS.asks);
  const [visits, setVisits] = useState<Readonly<Record<string, Visit>>>({});
  const visit = visits[checks];
  const change = (changed: Visit) => setVisits((before) => ({ ...before, [checks]: changed }));

  const newestCall = () => mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1)?.request;

  async function signIn(): Promise<void> {
    const run = machine.start({ checkRevocation: checks === CHECKS.asks });
    await run.signIn();
    const exchange = tokenRequests(machine.log.getSnapshot(), 'authorization_code').at(-1);
    const { refresh_token } = membersOf(exchange && responseOf(exchange));
    await run.callTool('whoami');
    const call = newestCall();
    const firstRefreshToken = String(refresh_token);
    change({ run, passedMinutes: 0, firstRefreshToken, firstCall: call, newestCall: call });
  }

  async function call(by: Visit): Promise<void> {
    await by.run.callTool('whoami');
    change({ ...by, newestCall: newestCall() });
  }

  return (
    <Panel
      title="The clock"
      aside={visit ? `${visit.passedMinutes} minutes since the sign-in` : 'not signed in here yet'}
      foot={
        <Button variant={visit ? 'secondary' : 'primary'} pending={pending} onClick={() => start(signIn)}>
          Sign in and call a tool
        </Button>
      }
    >
      <div className="grid justify-items-start gap-3">
        <ChoiceList
          question={CHECKS.question}
          choices={[CHECKS.asks, CHECKS.readsAlone]}
          chosen={checks}
          onChoose={(chosen) => {
            setChecks(chosen);
            clear();
          }}
        />
        <p className="text-soft text-sm">
          These are two servers, each with a sign-in and a clock of its own. What you did at one of them stays
          when you look at the other.
        </p>
        {visit && (
          <SignedIn
            pending={pending}
            onAdvance={(minutes) => {
              visit.run.advanceClock(minutes * MINUTE_MS);
              change({ ...visit, passedMinutes: visit.passedMinutes + minutes });
              clear();
            }}
            onSend={(which) => {
              const message = visit[which];
              if (message) start(() => visit.run.send(message));
            }}
            onCall={() => start(() => call(visit))}
            onSteal={() =>
              start(() => visit.run.send(refreshRequest(visit.run, visit.firstRefreshToken), 'attacker'))
            }
            clockMoved={visit.passedMinutes > 0}
          />
        )}
        {report}
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
