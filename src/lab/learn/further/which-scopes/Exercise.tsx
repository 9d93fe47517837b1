import { use, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { refreshRequest } from '../../../machine/run/token-request.ts';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import { isScopeRefusal, newestTokens } from '../../chapters/evidence.ts';
import { ShownSoFar, useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { usePress } from '../../chapters/use-press.tsx';
import { SHOWN, steppedUpUnasked, untried, WRITE } from './chapter.ts';
import { CONSENT, EVERYTHING } from './consent.ts';

const WITHOUT_WRITING = ['openid', 'profile', 'offline_access', 'notes:read'];

/** A sign-in with one decision of the person, and the number of its run in the log. */
interface Visit {
  run: Run;
  number: number | undefined;
}

/** Lets the learner act as a client that asks for few scopes, is refused, and asks for more scopes. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [consent, setting] = useSetting(CONSENT, clear);
  const [visits, setVisits] = useState<Readonly<Record<string, Visit>>>({});
  const visit = visits[consent];
  const sent = visit ? log.filter(({ run }) => run === visit.number) : [];
  const next = untried(sent, use(ShownSoFar).log);
  const { inPart, written, ...inBoth } = SHOWN;
  const here = [...Object.values(inBoth), consent === EVERYTHING ? written : inPart];
  // If a sign-in with this decision can meet a missing criterion, the first button that was not pressed is primary.
  const look = useNextPress(here)(...here);

  async function signIn(): Promise<void> {
    const ada = personNamed('ada');
    const person = consent === EVERYTHING ? ada : { ...ada, grants: WITHOUT_WRITING };
    const run = machine.start({ person });
    await run.signIn();
    await run.callTool('list_notes');
    const number = machine.log.getSnapshot().at(-1)?.run;
    setVisits((before) => ({ ...before, [consent]: { run, number } }));
  }

  return (
    <SettingPanel
      title="Then ask for more"
      {...setting}
      here={here}
      panel={Object.values(SHOWN)}
      report={
        <>
          {report}
          {visit && report && steppedUpUnasked(sent) && (
            <Notice tone="info" title="This step-up does not count: nothing asked for it">
              No write of this sign-in was refused before the step-up, so the client could not know which
              scope is missing. Sign in again, write a note, see it refused, and then step up.
            </Notice>
          )}
        </>
      }
      foot={
        <Button variant={visit ? 'secondary' : look} {...press(signIn)}>
          Sign in and list the notes
        </Button>
      }
    >
      <p className="text-soft text-sm">
        Each decision of the person belongs to its own sign-in, with its own tokens. What you did in one
        sign-in stays when you look at the other sign-in.
      </p>
      {visit && (
        <>
          <ScopesSoFar sent={sent} />
          <Button variant={next === 'write' ? look : 'secondary'} {...press(() => write(visit.run))}>
            Write a note
          </Button>
          <Button
            variant={next === 'refresh' ? look : 'secondary'}
            {...press(() => refreshForMore(visit.run, sent))}
          >
            Refresh, and ask for notes:write
          </Button>
          <Button
            variant={next === 'step up' ? look : 'secondary'}
            {...press(() => visit.run.stepUp([WRITE]))}
          >
            Step up: sign in again for notes:write
          </Button>
        </>
      )}
    </SettingPanel>
  );
}

async function write(run: Run): Promise<void> {
  const refusals = () => run.log.getSnapshot().filter(isScopeRefusal).length;
  const before = refusals();
  try {
    await run.callTool('add_note', { text: 'Scopes come from the person.' });
  } catch (error) {
    // The report already says how the server refused; any other failure is shown as an error.
    if (refusals() === before) throw error;
  }
}

function refreshForMore(run: Run, sent: readonly Exchange[]): Promise<Response> {
  const { refresh_token } = newestTokens(sent);
  return run.send(refreshRequest(run, String(refresh_token), { scope: `notes:read ${WRITE}` }));
}

/** Shows the scopes that the client last asked for in its sign-in, and the scopes that it got. */
function ScopesSoFar({ sent }: { sent: readonly Exchange[] }) {
  const asked = sent.findLast(({ to, request }) => to === 'browser' && request.url.includes('/authorize?'));
  const { scope } = newestTokens(sent);
  return (
    <dl className="grid gap-1 text-sm">
      <div className="grid gap-x-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
        <dt className="text-soft">asked for</dt>
        <dd className="break-words font-mono">{asked && parameterOf(asked.request, 'scope')}</dd>
      </div>
      <div className="grid gap-x-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
        <dt className="text-soft">granted</dt>
        <dd className="break-words font-mono">{String(scope ?? '')}</dd>
      </div>
    </dl>
  );
}
