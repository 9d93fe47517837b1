import type { ReactNode } from 'react';
import { coversServer, OAuthError } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { type Accepted, accept } from '../accepted.ts';
import { OAuthFailure } from '../OAuthFailure.tsx';
import { useServerSessions } from '../server-sessions.ts';

/**
 * Says why the discovery failed. If a decision of the user could help, offers this decision.
 *
 * @param onAgain discovers again, with the decision of the user.
 */
export function DiscoveryFailed({
  serverUrl,
  error,
  onAgain,
}: {
  serverUrl: string;
  error: unknown;
  onAgain(): void;
}) {
  const { tab } = useServerSessions().platform.storage;
  if (!(error instanceof OAuthError)) return null;
  const { code, step, found, otherAuthorizationServers: others } = error;
  const hasPage = code === 'response_not_json' && step === 'resource metadata';
  const decide = (decision: Accepted) => () => {
    accept(tab, serverUrl, decision);
    onAgain();
  };
  return (
    <>
      <OAuthFailure error={error} />
      {code === 'resource_mismatch' && found !== undefined && coversServer(found, serverUrl) && (
        <WiderResource resource={found} onAccepted={decide({ resource: found })} />
      )}
      {others && (
        <Notice tone="info" title="This server names other authorization servers, too">
          <p>Any of them may issue a token for this server. Choose the one at which you have an account.</p>
          <AuthorizationServers
            issuers={others}
            onChosen={(issuer) => decide({ authorizationServer: issuer })()}
          />
        </Notice>
      )}
      {(code === 'resource_metadata_not_found' || hasPage) && (
        <AtOrigin origin={new URL(serverUrl).origin} onAccepted={decide({ issuerAtOrigin: true })} />
      )}
    </>
  );
}

/** Lets the user choose one of the authorization servers of a resource (RFC 9728 §7.6). */
export function AuthorizationServers({
  issuers,
  onChosen,
}: {
  issuers: readonly string[];
  onChosen(issuer: string): void;
}) {
  return (
    <div className="mt-3 flex flex-wrap gap-3">
      {issuers.map((issuer) => (
        <Button key={issuer} onClick={() => onChosen(issuer)}>
          <span className="min-w-0 wrap-anywhere">
            Use <ServerText text={issuer} kind="value" />
          </span>
        </Button>
      ))}
    </div>
  );
}

/** Many servers name their origin as their resource. Only the user knows whether to trust that origin. */
function WiderResource({ resource, onAccepted }: { resource: string; onAccepted(): void }) {
  return (
    <Decision
      title="This server wants a token for more than itself"
      label="Accept this resource"
      onTaken={onAccepted}
    >
      A token for{' '}
      <b className="break-all">
        <ServerText text={resource} kind="value" />
      </b>{' '}
      is valid at every server below that address. If one operator whom you trust runs all of them, you can
      accept this resource, in this tab.
    </Decision>
  );
}

/** Offers the discovery of MCP 2025-03-26, which some servers use: their origin names the authorization server. */
function AtOrigin({ origin, onAccepted }: { origin: string; onAccepted(): void }) {
  return (
    <Decision
      title="It may be a server of MCP 2025-03-26"
      label="Look for its authorization server there"
      onTaken={onAccepted}
    >
      Servers of later versions publish where to sign in. A server of MCP 2025-03-26 has its authorization
      server at its own origin, <b className="break-all">{origin}</b>. If one operator whom you trust runs
      every server at this origin, this app can look there, in this tab. The token may then be valid at other
      servers, too.
    </Decision>
  );
}

function Decision({
  title,
  label,
  onTaken,
  children,
}: {
  title: string;
  label: string;
  onTaken(): void;
  children: ReactNode;
}) {
  return (
    <Notice tone="wait" title={title}>
      <p>{children}</p>
      <div className="mt-3">
        <Button onClick={onTaken}>{label}</Button>
      </div>
    </Notice>
  );
}
