import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import { problemOfAddress } from './engine/address.ts';
import { CALLBACK_PATH } from './engine/callback-path.ts';
import { documentAt, type Evidence, mayAsk, textOf } from './engine/evidence.ts';
import { AUDIENCE_CONSENT } from './engine/probes/consent.ts';
import { dpopConsent } from './engine/probes/dpop/consent.ts';
import { probeSettings } from './engine/probes/requests.ts';
import { trustNeeded } from './engine/probes/trust.ts';
import type { ServerReport } from './engine/report.ts';
import type { Trust } from './engine/trust.ts';
import { TrustQuestions } from './TrustQuestions.tsx';

const canRegisterAt = (evidence: Evidence, endpoint: string): boolean =>
  problemOfAddress(endpoint) === undefined && mayAsk(evidence, endpoint);

/** Shows what the person agrees to before a probe can run. No probe has sent anything yet. */
export function ProbeConsent({ report, onAgreed }: { report: ServerReport; onAgreed(): void }) {
  const { evidence, activity } = useStore(report);
  const [typed, setTyped] = useState<string>();
  const [accepted, setAccepted] = useState<Trust>({});
  if (!evidence) return null;
  const clientId = typed ?? evidence.clientId;
  const needed = trustNeeded(evidence);
  const settings = probeSettings({ ...evidence, clientId: 'any-client', accepted: needed });
  if (typeof settings === 'string') {
    return (
      <Panel title="Live probes">
        <p>
          <ServerText text={settings} kind="description" /> Without this, no probe can run.
        </p>
      </Panel>
    );
  }
  const endpoint = textOf(documentAt(evidence.serverLocations), 'registration_endpoint');
  const withProofs = dpopConsent(evidence);
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
              pending={activity === 'registering'}
              onClick={() => {
                setTyped(undefined);
                void report.register();
              }}
            >
              Register this app
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        <p>
          Metadata shows only what the server promises. To find out whether it keeps the promise, a person
          with an account there sends requests that the server must refuse. No probe sends anything before you
          run it.
        </p>
        <ul className="grid list-disc gap-1.5 pl-5">
          <li>
            A probe takes you to <Address of={settings.authorizationEndpoint} />, where you sign in as
            yourself and allow access. This page does not see what you type there.
            {settings.pushedRequestEndpoint !== undefined && (
              <>
                {' '}
                Before you sign in, the probe posts the request to{' '}
                <Address of={settings.pushedRequestEndpoint} />.
              </>
            )}
          </li>
          <li>
            The code goes to <Address of={settings.tokenEndpoint} />. If a token comes back, it goes to{' '}
            <Address of={settings.serverUrl} /> to list the tools. No tool is called. A wrong request that the
            server refuses is sent once more.
          </li>
          <li>
            {settings.revocationEndpoint === undefined ? (
              'There is no revocation endpoint to use: this page discards the tokens, and they stay valid until they expire.'
            ) : (
              <>
                Tokens stay in memory. When a probe ends, it revokes them at{' '}
                <Address of={settings.revocationEndpoint} />.
              </>
            )}
          </li>
          <li>{AUDIENCE_CONSENT}</li>
          <li>
            One probe, “Cookies across origins”, makes the browser send its cookies to the MCP server, and to
            the token endpoint if that endpoint has a public address or the MCP server’s origin.
          </li>
          {withProofs !== undefined && <li>{withProofs}</li>}
          <li>
            Some servers end every session of this app when they detect a replay. You would have to sign in
            again. Servers may also log the probes, as they should.
          </li>
          {registers && (
            <li>
              Registering sends one request to <Address of={registers} />. This request adds a client named
              “PKCE Lab, server report”, and the client stays.
            </li>
          )}
        </ul>
        <TrustQuestions
          needed={needed}
          accepted={accepted}
          signInOrigin={new URL(settings.authorizationEndpoint).origin}
          onAccepted={(more) => setAccepted((before) => ({ ...before, ...more }))}
        />
        <p className="font-semibold">Probe only your own servers, or servers whose owner asked you to.</p>
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
