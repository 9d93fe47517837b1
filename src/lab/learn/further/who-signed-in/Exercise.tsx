import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { mcpRequests } from '../../chapters/evidence.ts';
import { useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { readClaims } from '../../chapters/token-claims.ts';
import { usePress } from '../../chapters/use-press.tsx';
import { OpenedClaims } from '../OpenedClaims.tsx';
import { BINDINGS, type Binding } from './bindings.ts';
import { SHOWN } from './chapter.ts';
import { bringFromOtherApp, injectCode, newestIdToken, replayEarlier } from './injections.ts';

/** What each claim of an ID token says (OpenID Connect Core §2, §5.1). */
const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'who issued the ID token',
  aud: 'the client that it is for, by its client ID',
  sub: 'the person who signed in',
  nonce: 'the value from the authorization request',
  auth_time: 'when the person signed in',
  iat: 'when the ID token was issued',
  exp: 'when the ID token expires',
  name: 'how to address the person',
  preferred_username: 'the short name that the person prefers',
};

/** Lets the learner open an ID token, send it to the wrong server, and replace it with other ID tokens. */
export default function Exercise(props: ExerciseProps) {
  return (
    <>
      <OwnIdToken {...props} />
      <OtherIdTokens {...props} />
      <InjectedCode {...props} />
    </>
  );
}

function OwnIdToken({ machine, log }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const variant = useNextPress();
  const [idToken, setIdToken] = useState<string>();

  async function signIn(): Promise<void> {
    const run = machine.start();
    await run.signIn();
    await run.callTool('whoami');
    setIdToken(newestIdToken(run));
  }

  async function sendToServer(token: string): Promise<void> {
    const run = machine.getSnapshot();
    const call = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1)?.request;
    if (run && call)
      await run.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });
  }

  return (
    <Panel
      title="Then open an ID token"
      foot={
        <>
          <Button variant={variant(SHOWN.goesOn)} {...press(signIn)}>
            Sign in and call a tool
          </Button>
          {idToken && (
            <Button variant={variant(SHOWN.wrongType)} {...press(() => sendToServer(idToken))}>
              Call with the ID token
            </Button>
          )}
        </>
      }
    >
      {idToken ? (
        <>
          <OpenedClaims
            title="The ID token, opened"
            claims={readClaims(idToken)}
            meanings={MEANINGS}
            marked={['aud', 'nonce']}
          />
          <p className="text-soft text-sm">
            The ID token came directly from the token endpoint, so the client may rely on TLS instead of the
            signature (OpenID Connect Core §3.1.3.7, item 6). If an ID token comes through the browser, the
            client has to check its signature.
          </p>
        </>
      ) : (
        <p>The ID token comes with the access token, in the same response.</p>
      )}
      {report}
    </Panel>
  );
}

function OtherIdTokens({ machine, log }: ExerciseProps) {
  const { report, press } = usePress(machine, log);
  const variant = useNextPress();
  return (
    <Panel
      title="Replace the ID token"
      foot={
        <>
          <Button variant={variant(SHOWN.otherApp)} {...press(() => bringFromOtherApp(machine), true)}>
            Replace it with an ID token for another app, with the right nonce
          </Button>
          <Button variant={variant(SHOWN.earlier)} {...press(() => replayEarlier(machine), true)}>
            Replace it with the ID token of an earlier sign-in
          </Button>
        </>
      }
    >
      <p>
        Each button signs Ada in, and replaces the ID token in the response. The other app belongs to the
        attacker. Ada signed in there too, and the attacker chose the nonce.
      </p>
      {report}
    </Panel>
  );
}

const INJECTED = BINDINGS.all.map(({ shows }) => shows);

function InjectedCode({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [binding, setting] = useSetting<Binding>(BINDINGS, clear);
  const variant = useNextPress([binding.shows], INJECTED);
  return (
    <SettingPanel
      title="Inject a code"
      {...setting}
      here={[binding.shows]}
      panel={INJECTED}
      report={report}
      foot={
        <Button variant={variant(binding.shows)} {...press(() => injectCode(machine, binding), true)}>
          Inject Ada’s code
        </Button>
      }
    >
      <p>
        The attacker signs in at the same app, in their own browser, and puts Ada’s code into the response.
        The state is the attacker’s own, so it fits.
      </p>
    </SettingPanel>
  );
}
