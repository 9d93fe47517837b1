import { use, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import { ChoiceList } from '../../chapters/ChoiceList.tsx';
import { ChooseAnother } from '../../chapters/ChooseAnother.tsx';
import { isScopeRefusal, tokenRequests } from '../../chapters/evidence.ts';
import { ShownSoFar, useNextPress } from '../../chapters/next-press.ts';
import { usePress } from '../../chapters/use-press.tsx';
import { SHOWN, steppedUpUnasked, untried, WRITE } from './chapter.ts';
import { CONSENT } from './consent.ts';

const WITHOUT_WRITING = ['openid', 'profile', 'offline_access', 'notes:read'];

/** A sign-in with one decision of the person, and the number of its run in the log. */
interface Visit {
  run: Run;
  number: number | undefined;
}

/** Lets the learner act as a client that asks for few scopes, is refused, and asks for more scopes. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [consent, setConsent] = useState<string>(CONSENT.readingAlone);
  const [visits, setVisits] = useState<Readonly<Record<string, Visit>>>({});
  const visit = visits[consent];
  const sent = visit ? log.filter(({ run }) => run === visit.number) : [];
  const next = untried(sent, use(ShownSoFar).log);
  const { inPart, written, ...inBoth } = SHOWN;
  const here = [...Object.values(inBoth), consent === CONSENT.everything ? written : inPart];
  // If this decision of the person can show a missing criterion, the first button that was not pressed leads to that
  // criterion.
  const look = useNextPress(here)(...here);

  async function signIn(): Promise<void> {
    const ada = personNamed('ada');
    const person = consent === CONSENT.everything ? ada : { ...ada, grants: WITHOUT_WRITING };
    const run = machine.start({ person });
    await run.signIn();
    await run.callTool('list_notes');
    const number = machine.log.getSnapshot().at(-1)?.run;
    setVisits((before) => ({ ...before, [consent]: { run, number } }));
  }

  return (
    <Panel
      title="Then ask for more"
      foot={
        <Button variant={visit ? 'secondary' : look} {...press(signIn)}>
          Sign in and list the notes
        </Button>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-3">
        <ChoiceList
          question={CONSENT.question}
          choices={[CONSENT.readingAlone, CONSENT.everything]}
          chosen={consent}
          onChoose={(chosen) => {
            setConsent(chosen);
            clear();
          }}
        />
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
        {report}
        <ChooseAnother question={CONSENT.question} here={here} panel={Object.values(SHOWN)} />
        {visit && report && steppedUpUnasked(sent) && (
          <Notice tone="info" title="This step-up does not count: nothing asked for it">
            No write of this sign-in was refused before the step-up, so the client could not know which scope
            is missing. Sign in again, write a note, see it refused, and then step up.
          </Notice>
        )}
      </div>
    </Panel>
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
  const exchange = tokenRequests(sent, 'authorization_code').at(-1);
  const { refresh_token } = membersOf(exchange && responseOf(exchange));
  return run.send(
    formMessage(`${run.issuer}/token`, {
      grant_type: 'refresh_token',
      refresh_token: String(refresh_token),
      client_id: 'this-app',
      scope: `notes:read ${WRITE}`,
    }),
  );
}

/** Shows the scopes that the client last asked for in its sign-in, and the scopes that it got. */
function ScopesSoFar({ sent }: { sent: readonly Exchange[] }) {
  const asked = sent.findLast(({ to, request }) => to === 'browser' && request.url.includes('/authorize?'));
  const exchange = tokenRequests(sent, 'authorization_code').at(-1);
  const { scope } = membersOf(exchange && responseOf(exchange));
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
