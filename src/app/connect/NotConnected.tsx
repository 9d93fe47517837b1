import type { ReactNode } from 'react';
import { callFailure } from '../../mcp/call-failure.ts';
import { type BearerChallenge, OAuthError } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { ConnectionFailed, DiagnosedFailure } from '../ConnectionFailed.tsx';
import { UnseenSession } from '../FailedRequest.tsx';
import { connectPath } from './connect-path.ts';
import { DiscoveryFailed } from './DiscoveryFailed.tsx';
import { SignInTo } from './SignInTo.tsx';

/** These errors of the discovery say only that there is no sign-in, so the error of the connection says more. */
const SAYS_LITTLE = ['authorization_not_required', 'not_an_mcp_server'];

/**
 * Says why a connection without a token failed. If the server demands a sign-in, offers the sign-in.
 *
 * @param discoveryError why the discovery failed, or `null` if it succeeded.
 * @param children the result of the discovery, if it succeeded.
 */
export function NotConnected({
  serverUrl,
  discoveryError,
  connectionError,
  onAgain,
  children,
}: {
  serverUrl: string;
  discoveryError: unknown;
  connectionError: Error;
  onAgain(): void;
  children: ReactNode;
}) {
  const failure = callFailure(connectionError);
  const { code } = discoveryError instanceof OAuthError ? discoveryError : {};
  const demandsSignIn = failure.kind === 'needs a sign-in';
  const isHidden = failure.kind === 'failed' && failure.hidden === true;
  if (children && (demandsSignIn || isHidden)) {
    return (
      <>
        <DiagnosedFailure error={connectionError} />
        {children}
      </>
    );
  }
  // The refusal of the handshake may have a challenge, even if the refusal of the first request had none.
  const { challenge } = demandsSignIn ? failure : {};
  const handshakeSaysMore =
    demandsSignIn && (code === undefined || SAYS_LITTLE.includes(code) || isNamedBy(challenge, code));
  const isHiddenAlike = isHidden && (code === 'unreachable' || code === 'offline');
  // A server that demands no sign-in needs no resource metadata.
  const owesNothing = failure.kind === 'failed' && !isHidden && code === 'resource_metadata_not_found';
  const saysMore =
    code !== undefined && !SAYS_LITTLE.includes(code) && !isHiddenAlike && !handshakeSaysMore && !owesNothing;
  return (
    <div className="grid justify-items-start gap-4">
      {demandsSignIn ? (
        <Notice tone="info" title="The server demands a sign-in">
          {failure.said && (
            <>
              The server says: <ServerText text={failure.said} kind="description" />
              <UnseenSession words={failure.said} />
            </>
          )}
        </Notice>
      ) : (
        <ConnectionFailed error={connectionError} />
      )}
      {handshakeSaysMore && (
        <SignInTo serverUrl={serverUrl} challenge={challenge} returnTo={() => connectPath(serverUrl)} />
      )}
      {saysMore && <DiscoveryFailed serverUrl={serverUrl} error={discoveryError} onAgain={onAgain} />}
      {children}
      {!handshakeSaysMore && !children && <Button onClick={onAgain}>Look again</Button>}
    </div>
  );
}

const isNamedBy = (challenge: BearerChallenge | undefined, code: string): boolean =>
  code === 'resource_metadata_not_found' && challenge?.resourceMetadata !== undefined;
