import { type ReactNode, useState } from 'react';
import { crossOriginNeeds } from '../../oauth/cross-origin-failure.ts';
import {
  type ClientIdentification,
  chooseRegistration,
  type Discovery,
  enterRegistration,
  forgetRegistration,
  keptRegistration,
  type RegistrationMethod,
} from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { accept, accepted } from '../accepted.ts';
import { CrossOriginHelp } from '../CrossOriginHelp.tsx';
import { SignInPanel } from '../SignInPanel.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { connectPath } from './connect-path.ts';

const KNOWN_AS: Record<RegistrationMethod, string> = {
  'pre-registered': 'by a client ID agreed beforehand',
  'entered by hand': 'by the client ID you entered',
  'client ID metadata document': 'by its client ID metadata document, which the server fetches',
  'dynamic registration': 'by registering itself when you sign in (RFC 7591)',
};

/** What was discovered, how this app will be known there, and the way in. */
export function Findings({
  discovery,
  identification,
  serverUrl,
}: {
  discovery: Discovery;
  /** As this app presents itself to this authorization server. */
  identification: ClientIdentification;
  serverUrl: string;
}) {
  const { resource, server, challengedScopes, challengeRead } = discovery;
  const { platform } = useServerSessions();
  const [signInOrigin, tokenOrigin] = [server.authorizationEndpoint, server.tokenEndpoint].map(
    (url) => new URL(url).origin,
  );
  const elsewhere = signInOrigin === tokenOrigin || server.issParameterSupported ? undefined : tokenOrigin;
  const [isAccepted, setAccepted] = useState(
    elsewhere === undefined || accepted(platform.storage.tab, serverUrl).tokenOrigin === elsewhere,
  );
  const known = () => ({
    method: chooseRegistration(platform, server, identification),
    kept: keptRegistration(platform, server.issuer),
  });
  const [{ method, kept }, setKnown] = useState(known);
  const scopes = challengedScopes.length ? challengedScopes : resource.scopesSupported;
  function reconsider(): void {
    setKnown(known());
  }
  return (
    <>
      <Panel title="What was found">
        <dl className="grid gap-x-6 sm:grid-cols-[auto_1fr] sm:gap-y-2">
          <Row term="MCP server calls itself">
            <Value>{resource.resource}</Value>
          </Row>
          <Row term="Authorization server">
            <Value>{server.issuer}</Value>
          </Row>
          <Row term="You sign in at">
            <Value>{signInOrigin ?? ''}</Value>
          </Row>
          <Row term="The code goes to">
            <Value>{tokenOrigin ?? ''}</Value>
          </Row>
          <Row term="Scopes asked for">
            {scopes.length ? <Value>{scopes.join(' ')}</Value> : 'the server names none'}
          </Row>
          <Row term="PKCE">S256 is advertised</Row>
          <Row term="Issuer in its answers">
            {server.issParameterSupported
              ? 'promised, and required here'
              : 'not promised; a redirect URI of its own tells its answers from those of others'}
          </Row>
          <Row term="This app is known">
            {method ? KNOWN_AS[method] : 'not at all: it needs a client ID'}
            {kept && (
              <span className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
                <Value>{kept.clientId}</Value>
                <Button
                  onClick={() => {
                    forgetRegistration(platform, server.issuer);
                    reconsider();
                  }}
                >
                  Forget this client ID
                </Button>
              </span>
            )}
          </Row>
        </dl>
      </Panel>
      {elsewhere !== undefined && (
        <Notice tone="wait" title="You sign in at one origin, and the code goes to another">
          Some providers are built like this. A hostile server is, too: it sends you to the sign-in page of an
          honest one, to get the code itself, and it does not promise the parameter that would tell. Go on
          only if <Value>{elsewhere}</Value> belongs to the operator of <Value>{signInOrigin ?? ''}</Value>.
          {!isAccepted && (
            <div className="mt-3">
              <Button
                onClick={() => {
                  accept(platform.storage.tab, serverUrl, { tokenOrigin: elsewhere });
                  setAccepted(true);
                }}
              >
                Let the code go there
              </Button>
            </div>
          )}
        </Notice>
      )}
      {!challengeRead && (
        <Notice tone="info" title="The challenge of the MCP server could not be read">
          Its WWW-Authenticate header is missing, or not exposed to this origin. The metadata was found at the
          well-known location instead; scopes and another location that the challenge may name stay unknown.
          <CrossOriginHelp failure={crossOriginNeeds('challenge', serverUrl, location.origin)} />
        </Notice>
      )}
      {!isAccepted ? null : method ? (
        <SignInPanel returnTo={connectPath(serverUrl)} />
      ) : (
        <EnterClient
          redirectUri={identification.redirectUri}
          onEntered={(client) => {
            enterRegistration(platform, server, client);
            reconsider();
          }}
        />
      )}
    </>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{term}</dt>
      <dd className="mb-3 min-w-0 break-words sm:mb-0">{children}</dd>
    </>
  );
}

function Value({ children }: { children: string }) {
  return (
    <code className="break-all">
      <ServerText text={children} kind="value" />
    </code>
  );
}

/** Asks the person, who can ask whoever runs the server. */
function EnterClient({
  redirectUri,
  onEntered,
}: {
  redirectUri: string;
  onEntered(client: { clientId: string; clientSecret?: string }): void;
}) {
  const [error, setError] = useState<string>();
  return (
    <Panel title="A client ID is needed">
      <form
        noValidate
        className="grid max-w-xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const clientId = String(form.get('client-id') ?? '').trim();
          const clientSecret = String(form.get('client-secret') ?? '').trim();
          if (clientId) onEntered({ clientId, ...(clientSecret && { clientSecret }) });
          else setError('Enter the client ID that the server knows this app by.');
        }}
      >
        <p className="text-soft">
          This authorization server takes neither a metadata document of this app nor a registration. Whoever
          runs it can register the redirect URI <code className="break-all">{redirectUri}</code> and give you
          a client ID.
        </p>
        <Field
          label="Client ID"
          error={error}
          required
          control={(ids) => <input {...ids} name="client-id" autoComplete="off" className={CONTROL} />}
        />
        <Field
          label="Client secret"
          hint="Only if the server insists on one. It is kept in this tab; in a browser it proves nothing."
          control={(ids) => (
            <input {...ids} name="client-secret" type="password" autoComplete="off" className={CONTROL} />
          )}
        />
        <div>
          <Button type="submit" variant="primary">
            Use this client ID
          </Button>
        </div>
      </form>
    </Panel>
  );
}
