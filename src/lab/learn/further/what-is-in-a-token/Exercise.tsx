import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { membersOf, parameterOf, responseOf, type WireMessage } from '../../../machine/wire/exchange.ts';
import { newestTokens } from '../../chapters/evidence.ts';
import { useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { readClaims, withClaims } from '../../chapters/token-claims.ts';
import { type Press, usePress } from '../../chapters/use-press.tsx';
import { SHOWN } from './chapter.ts';
import { ASKS, CHECKS } from './checks.ts';
import { AskedAboutToken, OpenedTokens } from './OpenedTokens.tsx';

const YEAR_S = 365 * 24 * 3600;
const LIFETIME_MS = 15 * 60_000;

/** A run, the tokens that were issued in it, and the call of its client. */
interface SignedIn {
  run: Run;
  call: WireMessage;
  accessToken: string;
  opaqueToken: string;
  /** Whether the clock was advanced beyond the lifetime of the access token. */
  expired?: boolean;
}

/** A JWT at a server that reads tokens, and an opaque token at a server that introspects tokens. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [checks, setting] = useSetting(CHECKS, clear);
  const [visits, setVisits] = useState<Readonly<Record<string, SignedIn>>>({});
  const signedIn = visits[checks];
  const here = checks === ASKS ? AT_ASKING_SERVER : AT_READING_SERVER;
  const variant = useNextPress(here);

  async function signIn(): Promise<void> {
    const run = machine.start({ checkRevocation: false, introspection: checks === ASKS });
    await run.signIn();
    const { request: call } = await copiedCall(run);
    const { access_token, refresh_token } = newestTokens(machine.log.getSnapshot());
    const visit = { run, call, accessToken: String(access_token), opaqueToken: String(refresh_token) };
    setVisits((before) => ({ ...before, [checks]: visit }));
  }

  return (
    <SettingPanel
      title="Then open the tokens"
      {...setting}
      here={here}
      panel={Object.values(SHOWN)}
      report={report}
      foot={
        <Button
          variant={signedIn ? variant(...(signedIn.expired ? NEEDS_VALID_TOKEN : [])) : variant(...here)}
          {...press(signIn)}
        >
          Sign in and call a tool
        </Button>
      }
    >
      <p className="text-soft text-sm">
        These are two servers, each with a sign-in and tokens of its own. What you did at one server stays
        when you look at the other server.
      </p>
      {signedIn &&
        (checks === ASKS ? (
          <AskedAbout signedIn={signedIn} log={log} press={press} />
        ) : (
          <ReadAlone
            signedIn={signedIn}
            press={press}
            onExpired={() => setVisits((before) => ({ ...before, [checks]: { ...signedIn, expired: true } }))}
          />
        ))}
    </SettingPanel>
  );
}

interface TokenProps {
  signedIn: SignedIn;
  press: Press;
}

const callWith = ({ run, call }: SignedIn, token: string): Promise<Response> =>
  run.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });

async function revokeAndCall(signedIn: SignedIn): Promise<void> {
  const { run, accessToken } = signedIn;
  await run.send(formMessage(`${run.issuer}/revoke`, { token: accessToken, client_id: 'this-app' }));
  await callWith(signedIn, accessToken);
}

const AT_READING_SERVER = [SHOWN.accepted, SHOWN.lengthened, SHOWN.opaque, SHOWN.worksOn, SHOWN.ended];
const AT_ASKING_SERVER = [SHOWN.asked, SHOWN.toApp, SHOWN.revoked];

/** The criteria that need a valid token. An expiry counts only if an earlier call showed that the token works. */
const NEEDS_VALID_TOKEN = [SHOWN.worksOn, SHOWN.ended];

/** Shows a JWT, and calls a server that only reads tokens. */
function ReadAlone({ signedIn, press, onExpired }: TokenProps & { onExpired(): void }) {
  const { run, accessToken, opaqueToken, expired } = signedIn;

  async function waitAndCall(): Promise<void> {
    run.advanceClock(LIFETIME_MS + 60_000);
    onExpired();
    await callWith(signedIn, accessToken);
  }

  const variant = useNextPress(AT_READING_SERVER);
  const lengthened = withClaims(accessToken, { exp: Number(readClaims(accessToken).exp) + YEAR_S });
  return (
    <>
      <OpenedTokens accessToken={accessToken} opaqueToken={opaqueToken} />
      <Button variant={variant(SHOWN.lengthened)} {...press(() => callWith(signedIn, lengthened), true)}>
        Change the exp of the JWT to next year, and call
      </Button>
      <Button variant={variant(SHOWN.opaque)} {...press(() => callWith(signedIn, opaqueToken))}>
        Call with the opaque token
      </Button>
      <Button
        variant={expired ? 'secondary' : variant(SHOWN.worksOn)}
        {...press(() => revokeAndCall(signedIn))}
      >
        Revoke the access token, and call
      </Button>
      <Button variant={expired ? 'secondary' : variant(SHOWN.ended)} {...press(waitAndCall)}>
        Advance the clock by 16 minutes, and call
      </Button>
      {expired && (
        <p className="text-soft text-sm">
          For this sign-in, the clock has passed the exp of the token. Sign in again for a valid token.
        </p>
      )}
    </>
  );
}

/** Shows an opaque token, and calls a server that introspects tokens. */
function AskedAbout({ signedIn, log, press }: TokenProps & Pick<ExerciseProps, 'log'>) {
  const { run, accessToken } = signedIn;
  const asked = log.findLast(
    ({ from, request }) => from === 'MCP server' && parameterOf(request, 'token') === accessToken,
  );
  const variant = useNextPress(AT_ASKING_SERVER);
  const askAsApp = () =>
    run.send(formMessage(`${run.issuer}/introspect`, { token: accessToken, client_id: 'this-app' }));
  return (
    <>
      <AskedAboutToken accessToken={accessToken} state={membersOf(asked && responseOf(asked))} />
      <Button variant={variant(SHOWN.toApp)} {...press(askAsApp)}>
        Introspect the token as the app
      </Button>
      <Button variant={variant(SHOWN.revoked)} {...press(() => revokeAndCall(signedIn))}>
        Revoke the access token, and call
      </Button>
    </>
  );
}
