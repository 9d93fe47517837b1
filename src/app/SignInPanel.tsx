import { useState } from 'react';
import type { SessionState } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { useStatesSession } from './notifications/stated-sessions.ts';
import { OAuthFailure } from './OAuthFailure.tsx';
import { TriedAgain } from './TriedAgain.tsx';

const WAITING: Partial<Record<SessionState['status'], string>> = {
  restoring: 'Looking for your session',
  discovering: 'Finding out where to sign in',
  redirecting: 'Going to the authorization server',
  exchanging: 'Exchanging the code for a token',
  'signing-out': 'Signing you out at the authorization server',
};

/**
 * Offers the sign-in. Says what the sign-in is waiting for, or why the last session ended.
 *
 * @param returnTo the path at which the sign-in ends, or a function that returns this path.
 * @param prepare runs before the sign-in. It returns whether the sign-in may start.
 * @param again whether an earlier attempt failed.
 * @param variant `secondary` if another button of the page is more important.
 */
export function SignInPanel({
  returnTo,
  prepare,
  again = false,
  variant = 'primary',
}: {
  returnTo: string | (() => string);
  prepare?(): Promise<boolean>;
  again?: boolean;
  variant?: 'primary' | 'secondary';
}) {
  const { session, state } = useSession();
  useStatesSession(session);
  const [preparing, setPreparing] = useState(false);
  const waiting = preparing ? 'Preparing the sign-in' : WAITING[state.status];
  async function signIn(): Promise<void> {
    setPreparing(true);
    try {
      if (prepare && !(await prepare())) return;
    } finally {
      setPreparing(false);
    }
    await session.signIn(typeof returnTo === 'string' ? returnTo : returnTo());
  }
  return (
    <div className="grid justify-items-start gap-4">
      {state.status === 'failed' && <OAuthFailure error={state.error} />}
      {state.status === 'failed' && state.retryAtMs !== undefined && (
        <TriedAgain error={state.error} atMs={state.retryAtMs} />
      )}
      {state.status === 'signed-out' && <Reason reason={state.reason} />}
      <Button variant={variant} pending={waiting !== undefined} onClick={() => void signIn()}>
        {state.status === 'failed' || again ? 'Sign in again' : 'Sign in'}
      </Button>
      <div className="min-h-6">{waiting && <Waiting>{waiting}</Waiting>}</div>
    </div>
  );
}

function Reason({ reason }: { reason: Extract<SessionState, { status: 'signed-out' }>['reason'] }) {
  switch (reason) {
    case 'not-signed-in':
      return null;
    case 'signed-out':
      return <Notice tone="ok" title="You are signed out" />;
    case 'signed-out-locally':
      return (
        <Notice tone="ok" title="You are signed out of this app">
          The provider may still know you. On a shared computer, sign out at the provider, or close the
          browser.
        </Notice>
      );
    case 'signed-out-in-another-tab':
      return <Notice tone="info" title="You signed out in another tab" />;
    case 'session-ended':
      return (
        <Notice tone="wait" title="Your session has ended">
          Sign in again to go on.
        </Notice>
      );
    case 'duplicated-tab':
      return (
        <Notice tone="info" title="This tab is a copy of another one">
          Each tab signs in separately.
        </Notice>
      );
    default:
      return reason satisfies never;
  }
}
