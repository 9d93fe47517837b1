import { useState } from 'react';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { refreshRequest } from '../../../machine/run/token-request.ts';
import { parameterOf, type WireMessage } from '../../../machine/wire/exchange.ts';
import { hasStatus, mcpRequests, newestTokens, tokenRequests } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { SettingPanel, useSetting } from '../SettingPanel.tsx';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';
import { ASKS, CHECKS } from './checks.ts';
import { NumberedSteps, type Replaced, type Step } from './NumberedSteps.tsx';

const MINUTE_MS = 60_000;
const STEP_MINUTES = 16;

const NOTHING: ReadonlySet<Step> = new Set();

/** A sign-in at one of the two MCP servers, with its own clock. */
export interface Visit {
  run: Run;
  passedMinutes: number;
  firstRefreshToken: string;
  firstCall: WireMessage | undefined;
  newestCall: WireMessage | undefined;
  taken: ReadonlySet<Step>;
}

/** Lets the learner sign in at two MCP servers, advance their clocks, call with the client, and repeat messages. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [checks, setting] = useSetting(CHECKS, clear);
  const [visits, setVisits] = useState<Readonly<Record<string, Visit>>>({});
  const visit = visits[checks];
  const { revoked, worksOn, ...atBoth } = SHOWN;
  const here = [...Object.values(atBoth), checks === ASKS ? revoked : worksOn];
  const variant = useNextPress(here);
  const change = (changed: Visit) => setVisits((before) => ({ ...before, [checks]: changed }));
  const replaced = visit && replacement(log, visit.firstRefreshToken);

  const newestCall = () => mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1)?.request;

  async function signIn(): Promise<void> {
    const run = machine.start({ checkRevocation: checks === ASKS });
    await run.signIn();
    const { refresh_token } = newestTokens(machine.log.getSnapshot());
    await run.callTool('whoami');
    const call = newestCall();
    const firstRefreshToken = String(refresh_token);
    const taken = new Set<Step>(['sign in']);
    change({ run, passedMinutes: 0, firstRefreshToken, firstCall: call, newestCall: call, taken });
  }

  async function call(by: Visit): Promise<void> {
    await by.run.callTool('whoami');
    change({ ...by, newestCall: newestCall() });
  }

  function take(step: Step): void {
    if (step === 'sign in' || !visit) {
      start(signIn);
      return;
    }
    // A call with the client counts only after the clock has moved: before that, the client has nothing to renew.
    const counts = step !== 'client' || visit.passedMinutes > 0;
    const by = counts ? { ...visit, taken: new Set([...visit.taken, step]) } : visit;
    change(by);
    if (step === 'advance') {
      by.run.advanceClock(STEP_MINUTES * MINUTE_MS);
      change({ ...by, passedMinutes: by.passedMinutes + STEP_MINUTES });
      clear();
    } else if (step === 'client') start(() => call(by));
    else if (step === 'thief') start(() => sendAsThief(by));
    else start(() => send(by, step === 'old call' ? by.firstCall : by.newestCall));
  }

  return (
    <SettingPanel
      title="The clock"
      {...setting}
      here={here}
      panel={Object.values(SHOWN)}
      report={report}
      aside={visit ? `${visit.passedMinutes} minutes since the sign-in` : 'not signed in here yet'}
    >
      <p className="text-soft text-sm">
        These are two servers, each with a sign-in and a clock of its own. What you did at one server stays
        when you look at the other server.
      </p>
      <NumberedSteps
        pending={pending}
        taken={visit?.taken ?? NOTHING}
        replaced={replaced}
        nextLook={variant(...here)}
        onTake={take}
      />
    </SettingPanel>
  );
}

/** Who got new tokens for a refresh token, and in which message. */
function replacement(log: ExerciseProps['log'], refreshToken: string): Replaced | undefined {
  const found = tokenRequests(log, 'refresh_token').find(
    (exchange) => parameterOf(exchange.request, 'refresh_token') === refreshToken && hasStatus(200)(exchange),
  );
  return found && { by: found.from === 'client' ? 'client' : 'thief', message: found.id };
}

async function send({ run }: Visit, message: WireMessage | undefined): Promise<void> {
  if (message) await run.send(message);
}

const sendAsThief = ({ run, firstRefreshToken }: Visit): Promise<Response> =>
  run.send(refreshRequest(run, firstRefreshToken), 'attacker');
