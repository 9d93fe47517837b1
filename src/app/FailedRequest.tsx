import { useState } from 'react';
import type { FailedCall } from '../mcp/call-failure.ts';
import { asksForSignIn, refusesOrigin, refusesToken } from '../mcp/server-words.ts';
import { crossOriginNeeds } from '../oauth/cross-origin-failure.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { BlockedByPolicy } from './BlockedByPolicy.tsx';
import { useIsBlocked } from './blocked-connections.ts';
import { CrossOriginHelp } from './CrossOriginHelp.tsx';
import { SignInTo } from './connect/SignInTo.tsx';
import { useMcpAccess } from './mcp-context.ts';

/**
 * Shows what the MCP server said about a failed request, and what the user can do.
 *
 * @param interrupt stores the call, and returns the path that continues it.
 */
export function FailedRequest({ failure, interrupt }: { failure: FailedCall; interrupt(): string }) {
  const { serverUrl } = useMcpAccess();
  const { newerHandshake } = failure;
  const blocked = useIsBlocked(serverUrl);
  if (failure.hidden && blocked) return <BlockedByPolicy url={serverUrl} />;
  return (
    <Notice tone="bad" title="The call failed">
      <Said failure={failure} />
      {newerHandshake && (
        <div className="mt-2">
          This was the handshake of the versions before 2026-07-28. The newer handshake failed as well:
          <Said failure={newerHandshake} />
        </div>
      )}
      <SignInAgain failure={failure} interrupt={interrupt} />
      {failure.hidden && (
        <CrossOriginHelp failure={crossOriginNeeds('challenge', serverUrl, location.origin)} />
      )}
    </Notice>
  );
}

function Said({ failure }: { failure: FailedCall }) {
  const { message, detail, said, isPage, status, advice, isInSession } = failure;
  const words = `${message} ${said ?? ''}`;
  return (
    <>
      <p>
        <ServerText text={message} kind="description" />
      </p>
      {isPage && status !== undefined && <p>It sent a web page instead of a response.</p>}
      {detail && (
        <div className="mt-1 whitespace-pre-wrap text-soft">
          What is wrong with it: <ServerText text={detail} kind="description" />
        </div>
      )}
      {said && (
        <div className="mt-1 whitespace-pre-wrap text-soft">
          The server says: <ServerText text={said} kind="description" />
        </div>
      )}
      {status !== undefined && refusesOrigin(status, words) ? (
        <p className="mt-1">
          The server seems to refuse pages of this origin. Its operator can add <code>{location.origin}</code>{' '}
          to the origins that the server allows; many servers call this setting “allowed origins”.
        </p>
      ) : (
        status === 403 && (
          <p className="mt-1">
            A server that does not allow the origin of a page may also respond like this. The origin of this
            page is <code>{location.origin}</code>.
          </p>
        )
      )}
      {status !== undefined && status < 500 && !isInSession && <UnseenSession words={words} />}
      {advice && <p className="mt-1">{advice}</p>}
    </>
  );
}

/** If a refusal outside a session mentions a session, says how the server can show its ID to this page. */
export const UnseenSession = ({ words }: { words: string }) =>
  /\bsession\b/i.test(words) && (
    <p className="mt-1">
      If the server opened a session, this page has perhaps not seen its ID. The server has to expose the
      header with <code>Access-Control-Expose-Headers: Mcp-Session-Id</code>.
    </p>
  );

/** Some servers refuse a token with another status than 401, which the session does not notice. */
function SignInAgain({
  failure: { status, said = '' },
  interrupt,
}: {
  failure: FailedCall;
  interrupt(): string;
}) {
  const { session, state } = useSession();
  const { serverUrl } = useMcpAccess();
  const [wanted, setWanted] = useState(false);
  if (wanted) return <SignInTo serverUrl={serverUrl} challenge={undefined} returnTo={interrupt} />;
  if (!('grant' in state)) {
    return asksForSignIn(said) ? (
      <div className="mt-3">
        <Button onClick={() => setWanted(true)}>Find out where to sign in</Button>
      </div>
    ) : null;
  }
  if (!refusesToken(status, said)) return null;
  return (
    <div className="mt-3">
      <p>If the server no longer accepts your token, get a new one.</p>
      <div className="mt-2">
        <Button pending={state.status !== 'signed-in'} onClick={() => void session.signIn(interrupt())}>
          Sign in again
        </Button>
      </div>
    </div>
  );
}
