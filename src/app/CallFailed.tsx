import { useState } from 'react';
import { callFailure } from '../mcp/call-failure.ts';
import { OAuthError } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { OAuthFailure } from './OAuthFailure.tsx';

/**
 * Why a server did not do what it was asked, and the way on.
 *
 * @param what was asked for, in the reader's words.
 * @param interrupt keeps what was under way. @returns the path that goes on with it.
 */
export function CallFailed({
  error,
  what,
  interrupt,
}: {
  error: unknown;
  what: string;
  interrupt(): string;
}) {
  const failure = callFailure(error);
  switch (failure.kind) {
    case 'needs permission':
      return <NeedsPermission scopes={failure.scopes} what={what} interrupt={interrupt} />;
    case 'signed out':
      return (
        <Notice tone="wait" title="Your session has ended">
          Sign in again to go on.
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="bad" title="The call failed">
          <ServerText text={failure.message} kind="description" />
        </Notice>
      );
    default:
      return failure satisfies never;
  }
}

function NeedsPermission({
  scopes,
  what,
  interrupt,
}: {
  scopes: string[];
  what: string;
  interrupt(): string;
}) {
  const { session, state } = useSession();
  const [refused, setRefused] = useState<OAuthError>();
  if (refused) return <OAuthFailure error={refused} />;
  return (
    <Notice tone="wait" title="This needs a permission you have not given">
      <p>
        “
        <ServerText text={what} kind="name" />” takes the scope{' '}
        <code>
          <ServerText text={scopes.join(' ') || 'the server does not name'} kind="value" />
        </code>
        . Your sign-in does not include it, so the server refused and did nothing.
      </p>
      <p className="mt-2">
        You can allow it at the authorization server. You come back here, and the call is repeated if it is
        you who signs in.
      </p>
      <div className="mt-3">
        <Button
          variant="primary"
          pending={state.status === 'discovering' || state.status === 'redirecting'}
          onClick={() => {
            session.stepUp(scopes, interrupt()).catch((error: unknown) => {
              if (error instanceof OAuthError) setRefused(error);
            });
          }}
        >
          Give this permission
        </Button>
      </div>
    </Notice>
  );
}
