import { useEffect, useState } from 'react';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { ANONYMOUS, Connection } from '../Connection.tsx';
import { OAuthFailure } from '../OAuthFailure.tsx';
import { personKey } from '../person-key.ts';
import { SessionPanel } from '../SessionPanel.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { connectPath } from './connect-path.ts';
import { Findings } from './Findings.tsx';
import { NotConnected } from './NotConnected.tsx';
import { rememberServer } from './remembered-servers.ts';
import { ServerFeatures } from './ServerFeatures.tsx';
import { useDiscovery } from './use-discovery.ts';

/** The page of one MCP server: consent, discovery, sign-in, and the features of the server. */
export function ServerPage({ serverUrl }: { serverUrl: string }) {
  const { session, state } = useSession();
  const person = 'grant' in state ? personKey(state.grant) : undefined;
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    if (person) setRefusal(undefined);
  }, [person]);
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="min-w-0 break-all font-mono">
          <ServerText text={serverUrl} kind="value" />
        </span>
        <TextLink to="/connect">Another server</TextLink>
      </p>
      {'grant' in state ? (
        <>
          <Connection tokens={session} person={person ?? ANONYMOUS} onTokenRefused={setRefusal}>
            {(connection) => (
              <ServerFeatures connection={connection} person={person ?? ANONYMOUS} serverUrl={serverUrl} />
            )}
          </Connection>
          <SessionPanel grant={state.grant} who="the authorization server did not say" />
        </>
      ) : state.status === 'restoring' ? (
        <Waiting>Looking for your session</Waiting>
      ) : state.status === 'signing-out' ? (
        <Waiting>Signing you out at the authorization server</Waiting>
      ) : (
        <ConfirmDiscovery serverUrl={serverUrl} refusal={refusal} />
      )}
    </>
  );
}

/**
 * Asks the user before this page sends a request, because any link can open this page.
 *
 * @param refusal what the server said when it refused the last token.
 */
function ConfirmDiscovery({ serverUrl, refusal }: { serverUrl: string; refusal: string | undefined }) {
  const { state } = useSession();
  const [wanted, setWanted] = useState(false);
  // The user confirmed this server for an earlier session, which has ended.
  const known = state.status === 'signed-out' && state.reason === 'session-ended';
  if (wanted || known) {
    return (
      <>
        {known && (
          <p className="text-soft">
            If this session ended directly after the sign-in, the MCP server may accept no token of this
            authorization server. Only its operator can change that.
            {refusal && (
              <>
                {' '}
                The MCP server says about the token: <ServerText text={refusal} kind="description" />
              </>
            )}
          </p>
        )}
        <DiscoveryResult serverUrl={serverUrl} />
      </>
    );
  }
  return (
    <>
      {state.status === 'failed' && <OAuthFailure error={state.error} />}
      <Panel title="This page sends nothing before you press the button">
        <p className="max-w-2xl">
          If you look at this server, this page asks{' '}
          <b className="break-all">
            <ServerText text={new URL(serverUrl).host} kind="value" />
          </b>
          , without a token, what it offers and where to sign in. It then asks the authorization server that
          this server names. Both servers see your IP address and the origin of this page.
        </p>
        <Button variant="primary" onClick={() => setWanted(true)}>
          Look at this server
        </Button>
      </Panel>
    </>
  );
}

/**
 * Connects to the server, and offers the sign-in if the server demands one. If a connection without a token succeeds,
 * the server is open. Its metadata and its first response do not matter then.
 */
function DiscoveryResult({ serverUrl }: { serverUrl: string }) {
  const { shared } = useServerSessions().platform.storage;
  const { target, error, isFetching, again } = useDiscovery(serverUrl);
  useEffect(() => {
    if (target) rememberServer(shared, serverUrl);
  }, [target, shared, serverUrl]);
  if (isFetching) return <Waiting>Asking the MCP server where to sign in</Waiting>;
  const findings = target && (
    <Findings {...target} serverUrl={serverUrl} returnTo={() => connectPath(serverUrl)} onLookAgain={again} />
  );
  // Only a challenge proves that the server demands a sign-in. Any other refusal may concern only the first request.
  if (target?.discovery.challengeRead) return findings;
  return (
    <Connection
      tokens={undefined}
      person={ANONYMOUS}
      failed={(connectionError, connectAgain) => (
        <NotConnected
          serverUrl={serverUrl}
          discoveryError={error}
          connectionError={connectionError}
          onAgain={() => {
            again();
            connectAgain();
          }}
        >
          {findings}
        </NotConnected>
      )}
    >
      {(connection) => (
        <>
          <Open serverUrl={serverUrl} />
          <ServerFeatures connection={connection} person={ANONYMOUS} serverUrl={serverUrl} />
          {findings && (
            <details>
              <summary className="cursor-pointer text-soft">
                This server also offers a sign-in, which may allow more
              </summary>
              <div className="mt-4 grid gap-4">{findings}</div>
            </details>
          )}
          {!findings && (
            <div>
              <Button onClick={again}>Look again</Button>
            </div>
          )}
        </>
      )}
    </Connection>
  );
}

function Open({ serverUrl }: { serverUrl: string }) {
  const { shared } = useServerSessions().platform.storage;
  useEffect(() => rememberServer(shared, serverUrl), [shared, serverUrl]);
  return <p className="text-soft">This server lets you in without a token.</p>;
}
