import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import { ChoiceList } from '../ChoiceList.tsx';
import { mcpRequests, runsOf, tokenRequests } from '../evidence.ts';
import { usePress } from '../use-press.tsx';
import { CHECKS } from './checks.ts';

const MINUTE_MS = 60_000;

/** A clock to advance, the client's calls, and earlier messages, which can be sent again. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [checks, setChecks] = useState<string>(CHECKS.asks);
  const [run, setRun] = useState<Run>();
  const [passedMinutes, setPassedMinutes] = useState(0);

  async function signIn(): Promise<void> {
    const started = machine.start({ checkRevocation: checks === CHECKS.asks });
    await started.signIn();
    await started.callTool('whoami');
    setRun(started);
    setPassedMinutes(0);
  }

  return (
    <Panel
      title="The clock"
      aside={run ? `${passedMinutes} minutes since the sign-in` : 'not signed in'}
      foot={
        <Button variant={run ? 'secondary' : 'primary'} pending={pending} onClick={() => start(signIn)}>
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
            // Another server: its tokens come from another sign-in.
            setChecks(chosen);
            setRun(undefined);
            clear();
          }}
        />
        {run && (
          <SignedIn
            run={run}
            log={log}
            pending={pending}
            start={start}
            onAdvance={(minutes) => {
              run.advanceClock(minutes * MINUTE_MS);
              setPassedMinutes(passedMinutes + minutes);
              clear();
            }}
          />
        )}
        {report}
      </div>
    </Panel>
  );
}

function SignedIn({
  run,
  log,
  pending,
  start,
  onAdvance,
}: Pick<ExerciseProps, 'log'> & {
  run: Run;
  pending: boolean;
  start(work: () => Promise<unknown>): void;
  onAdvance(minutes: number): void;
}) {
  const messages = runsOf(log).at(-1) ?? [];
  const calls = mcpRequests(messages, 'tools/call');
  const [exchange] = tokenRequests(messages, 'authorization_code');
  const firstRefreshToken = membersOf(exchange && responseOf(exchange)).refresh_token;
  const [oldest, newest] = [calls[0], calls.at(-1)];
  return (
    <>
      <Button onClick={() => onAdvance(16)}>Advance the clock by 16 minutes</Button>
      <Button pending={pending} onClick={() => oldest && start(() => run.send(oldest.request))}>
        Send the old call again
      </Button>
      <Button variant="primary" pending={pending} onClick={() => start(() => run.callTool('whoami'))}>
        Call with the client
      </Button>
      <Button
        pending={pending}
        onClick={() => start(() => run.send(refreshRequest(run, String(firstRefreshToken)), 'attacker'))}
      >
        As a thief, send the first refresh token
      </Button>
      <Button pending={pending} onClick={() => newest && start(() => run.send(newest.request))}>
        Send the newest call again
      </Button>
    </>
  );
}

function refreshRequest({ issuer }: Run, refreshToken: string) {
  return formMessage(`${issuer}/token`, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: 'this-app',
  });
}
