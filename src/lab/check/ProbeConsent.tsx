import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import { problemOfAddress } from './engine/address.ts';
import { CALLBACK_PATH } from './engine/callback-path.ts';
import { documentAt, type Evidence, mayAsk, textOf } from './engine/evidence.ts';
import { probeSettings } from './engine/probes/requests.ts';
import { trustNeeded } from './engine/probes/trust.ts';
import type { ServerReport } from './engine/report.ts';
import type { Trust } from './engine/trust.ts';
import { TrustQuestions } from './TrustQuestions.tsx';

const canRegisterAt = (evidence: Evidence, endpoint: string): boolean =>
  problemOfAddress(endpoint) === undefined && mayAsk(evidence, endpoint);

/** What the person agrees to before a probe can be run. Nothing of it has happened yet. */
export function ProbeConsent({ report, onAgreed }: { report: ServerReport; onAgreed(): void }) {
  const { evidence, doing } = useStore(report);
  const [typed, setTyped] = useState<string>();
  const [accepted, setAccepted] = useState<Trust>({});
  if (!evidence) return null;
  const clientId = typed ?? evidence.clientId;
  const needed = trustNeeded(evidence);
  const settings = probeSettings({ ...evidence, clientId: 'anybody', accepted: needed });
  if (typeof settings === 'string') {
    return (
      <Panel title="Live probes">
        <p>{settings} Probes come after that.</p>
      </Panel>
    );
  }
  const endpoint = textOf(documentAt(evidence.serverLocations), 'registration_endpoint');
  const registers = endpoint !== undefined && canRegisterAt(evidence, endpoint) ? endpoint : undefined;
  return (
    <Panel
      title="Live probes"
      aside="with your own account"
      foot={
        <>
          <Button
            onClick={() => {
              report.agree(clientId, accepted);
              onAgreed();
            }}
          >
            Agree to the probes
          </Button>
          {registers && (
            <Button
              pending={doing === 'registering'}
              onClick={() => {
                setTyped(undefined);
                void report.register();
              }}
            >
              Register this app there
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        <p>
          Promises are one thing. Whether the server keeps them shows only when it is asked for what it must
          refuse, by somebody who may sign in there. Nothing is sent before you press a probe.
        </p>
        <ul className="grid list-disc gap-1.5 pl-5">
          <li>
            A probe takes you to <Address of={settings.authorizationEndpoint} />, where you sign in as
            yourself and allow access. This page sees neither.
          </li>
          <li>
            Its code goes to <Address of={settings.tokenEndpoint} />, and its token, if one comes, to{' '}
            <Address of={settings.serverUrl} />: a list of tools is asked for, no tool is called.
          </li>
          <li>
            {settings.revocationEndpoint === undefined ? (
              'There is no revocation endpoint to use: tokens are thrown away here, and live there until they expire.'
            ) : (
              <>
                Tokens stay in memory, and go to <Address of={settings.revocationEndpoint} /> when a probe
                ends, to be revoked.
              </>
            )}
          </li>
          <li>
            One probe, “Cookies across origins”, has the browser send the cookies that it holds for the MCP
            server, and for a token endpoint that is on the same origin or public.
          </li>
          <li>
            Some servers end every session of this app when they notice a replay. You would have to sign in
            again. They may also write the probes down, as they should.
          </li>
          {registers && (
            <li>
              Registering sends one request to <Address of={registers} />. It adds a client named “PKCE Lab,
              server report” there, which stays.
            </li>
          )}
        </ul>
        <TrustQuestions
          needed={needed}
          accepted={accepted}
          signInOrigin={new URL(settings.authorizationEndpoint).origin}
          onAccepted={(more) => setAccepted((before) => ({ ...before, ...more }))}
        />
        <p className="font-semibold">Probe servers that are yours, or whose owner asked you to.</p>
        <Field
          label="Client ID for the probes"
          hint={`A public client whose redirect URI is ${evidence.pageOrigin}${CALLBACK_PATH}`}
          control={(ids) => (
            <input
              {...ids}
              spellCheck={false}
              autoComplete="off"
              className={`${CONTROL} font-mono text-sm`}
              value={clientId}
              onChange={({ target }) => setTyped(target.value)}
            />
          )}
        />
      </div>
    </Panel>
  );
}

function Address({ of }: { of: string }) {
  return (
    <code className="break-all">
      <ServerText text={new URL(of).href} kind="value" />
    </code>
  );
}
