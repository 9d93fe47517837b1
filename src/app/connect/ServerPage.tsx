import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { coversServer, discover, identificationFor, OAuthError } from '../../oauth/index.ts';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { accept, accepted } from '../accepted.ts';
import { ANYBODY, AskedIdentity } from '../Connection.tsx';
import { OAuthFailure } from '../OAuthFailure.tsx';
import { personKey } from '../person-key.ts';
import { SessionPanel } from '../SessionPanel.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { Findings } from './Findings.tsx';
import { Offers } from './Offers.tsx';
import { rememberServer } from './remembered-servers.ts';

/** One MCP server: asks before it contacts it, says what it found, signs in, and shows what it offers. */
export function ServerPage({ serverUrl }: { serverUrl: string }) {
  const { session, state } = useSession();
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="min-w-0 break-all font-mono">
          <ServerText text={serverUrl} kind="value" />
        </span>
        <Link to="/connect" className="text-accent underline">
          Another server
        </Link>
      </p>
      {'grant' in state ? (
        <>
          <Offers tokens={session} person={personKey(state.grant)} serverUrl={serverUrl} />
          <SessionPanel grant={state.grant} who={<AskedIdentity grant={state.grant} />} />
        </>
      ) : state.status === 'restoring' ? (
        <Waiting>Looking for your session</Waiting>
      ) : state.status === 'signing-out' ? (
        <Waiting>Signing you out at the authorization server</Waiting>
      ) : (
        <Look serverUrl={serverUrl} />
      )}
    </>
  );
}

/** A link may have brought the person here: nobody is asked anything before they say so. */
function Look({ serverUrl }: { serverUrl: string }) {
  const { state } = useSession();
  const [wanted, setWanted] = useState(false);
  // Whoever was signed in here a moment ago has said so before.
  const known = state.status === 'signed-out' && state.reason === 'session-ended';
  if (wanted || known) return <Found serverUrl={serverUrl} />;
  return (
    <>
      {state.status === 'failed' && <OAuthFailure error={state.error} />}
      <Panel title="Nothing has been sent yet">
        <p className="mb-4 max-w-2xl">
          Looking at this server asks{' '}
          <b className="break-all">
            <ServerText text={new URL(serverUrl).host} kind="name" />
          </b>
          , without a token, where to sign in, and then the authorization server that it names. Both see your
          address and that of this page.
        </p>
        <Button variant="primary" onClick={() => setWanted(true)}>
          Look at this server
        </Button>
      </Panel>
    </>
  );
}

function Found({ serverUrl }: { serverUrl: string }) {
  const { platform, identification } = useServerSessions();
  const { tab } = platform.storage;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['discovery', serverUrl],
    queryFn: async () => {
      const discovery = await discover(platform, serverUrl, accepted(tab, serverUrl).resource);
      return { discovery, identification: await identificationFor(discovery.server, identification) };
    },
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const open = error instanceof OAuthError && error.code === 'authorization_not_required';
  const answered = data !== undefined || open;
  useEffect(() => {
    if (answered) rememberServer(platform.storage.shared, serverUrl);
  }, [answered, platform, serverUrl]);
  if (isFetching) return <Waiting>Asking the MCP server where to sign in</Waiting>;
  if (open) {
    return (
      <>
        <p className="text-soft">This server answers without a token: there is nothing to sign in to.</p>
        <Offers tokens={undefined} person={ANYBODY} serverUrl={serverUrl} />
      </>
    );
  }
  if (data) return <Findings {...data} serverUrl={serverUrl} />;
  const wider = error instanceof OAuthError && error.code === 'resource_mismatch' ? error.found : undefined;
  return (
    <div className="grid justify-items-start gap-4">
      {error instanceof OAuthError && <OAuthFailure error={error} />}
      {wider !== undefined && coversServer(wider, serverUrl) && (
        <WiderResource
          resource={wider}
          onAccepted={() => {
            accept(tab, serverUrl, { resource: wider });
            void refetch();
          }}
        />
      )}
      <Button onClick={() => void refetch()}>Look again</Button>
    </div>
  );
}

/** Many servers name their origin. Only the person knows whether they trust all that is served there. */
function WiderResource({ resource, onAccepted }: { resource: string; onAccepted(): void }) {
  return (
    <Notice tone="wait" title="This server wants a token for more than itself">
      <p>
        A token for{' '}
        <b className="break-all">
          <ServerText text={resource} kind="value" />
        </b>{' '}
        is good at every server below that address. If they are all of one operator whom you trust, you can
        accept it, in this tab.
      </p>
      <div className="mt-3">
        <Button onClick={onAccepted}>Accept this resource</Button>
      </div>
    </Notice>
  );
}
