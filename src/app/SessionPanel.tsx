import type { ReactNode } from 'react';
import type { Grant } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Panel } from '../ui/Panel.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useStatesSession } from './notifications/stated-sessions.ts';
import { OAuthFailure } from './OAuthFailure.tsx';
import { TriedAgain } from './TriedAgain.tsx';
import { useNow } from './use-now.ts';

/**
 * Shows who is signed in, the scopes, and when the access token expires. The identity comes from the ID token. Without
 * an ID token, the app does not ask who is signed in: the userinfo endpoint must not get a token for the MCP server,
 * and the app calls no tool by itself.
 *
 * @param who replaces the name of the user if there is no ID token.
 */
export function SessionPanel({ grant, who }: { grant: Grant; who: ReactNode }) {
  const { session, state } = useSession();
  useStatesSession(session);
  return (
    <Panel
      title="Session"
      foot={
        <>
          <Button
            pending={state.status === 'refreshing'}
            // If the refresh fails, the state of the session shows the failure.
            onClick={() => void session.refresh().catch(() => {})}
          >
            Refresh the token now
          </Button>
          <Button onClick={() => void session.signOut()}>Sign out</Button>
        </>
      }
    >
      {state.status === 'signed-in' && state.postponed && (
        <div>
          <OAuthFailure error={state.postponed.error} />
          <TriedAgain error={state.postponed.error} atMs={state.postponed.retryAtMs} />
        </div>
      )}
      {state.status === 'signed-in' && state.signInError && <OAuthFailure error={state.signInError} />}
      <dl className="grid gap-x-6 sm:gap-y-2 sm:grid-cols-[auto_1fr]">
        <Row term="Signed in as">
          {grant.identity ? (
            <ServerText text={grant.identity.name ?? grant.identity.subject} kind="name" />
          ) : (
            who
          )}
        </Row>
        <Row term="Authorization server">
          <code>
            <ServerText text={grant.issuer} kind="value" />
          </code>
        </Row>
        {grant.resource !== undefined && (
          <Row term="For">
            <code>
              <ServerText text={grant.resource} kind="value" />
            </code>
          </Row>
        )}
        <Row term="Scopes">
          <code>
            <ServerText text={grant.scopes.join(' ')} kind="value" />
          </code>
        </Row>
        <Row term="Access token">
          <Expiry expiresAtMs={grant.expiresAtMs} refreshable={grant.refreshable} />
        </Row>
        {!grant.refreshable && (
          <Row term="Refresh token">
            not issued: a reload asks the authorization server again, or signs you out
          </Row>
        )}
      </dl>
    </Panel>
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

function Expiry({ expiresAtMs, refreshable }: Pick<Grant, 'expiresAtMs' | 'refreshable'>) {
  const nowMs = useNow();
  if (expiresAtMs === undefined) return 'the server does not say when it expires';
  const seconds = Math.max(0, Math.ceil((expiresAtMs - nowMs) / 1000));
  if (seconds) return `expires in ${seconds} s`;
  return refreshable ? 'expired; the next call gets a new one' : 'expired';
}
