import { useCallback, useEffect } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CallbackPage } from '../oauth/react/CallbackPage.tsx';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button, buttonClass } from '../ui/Button.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { loadMcpQueries, loadToolsPage } from './load-mcp-pages.ts';
import { OAuthFailure } from './OAuthFailure.tsx';

/**
 * Where the authorization server sends people back to.
 *
 * @param startAt where a new sign-in ends after this one failed.
 */
export function CallbackRoute({ startAt }: { startAt: string }) {
  const navigate = useNavigate();
  const { session, state } = useSession();
  const onSignedIn = useCallback(
    (returnTo: string) => void navigate(returnTo, { replace: true }),
    [navigate],
  );
  useEffect(() => {
    // Fetched while the code is exchanged, so that the first tool call need not wait for any script.
    void loadToolsPage();
    void loadMcpQueries();
  }, []);
  return (
    <CallbackPage
      onSignedIn={onSignedIn}
      waiting={
        <>
          <h1 className="mb-4 text-3xl">Signing you in</h1>
          <Waiting>Exchanging the code for a token</Waiting>
        </>
      }
      failed={(error) => (
        <div className="grid justify-items-start gap-5">
          <h1 className="text-3xl">
            {'grant' in state ? 'You are still signed in' : 'You are not signed in'}
          </h1>
          <OAuthFailure error={error} />
          {'grant' in state ? (
            <Link to={startAt} replace className={buttonClass('primary')}>
              Go on as before
            </Link>
          ) : state.status === 'exchanging' ? (
            <Waiting>Looking whether the session from before still stands</Waiting>
          ) : (
            <Button
              variant="primary"
              pending={state.status === 'discovering' || state.status === 'redirecting'}
              onClick={() => void session.signIn(startAt)}
            >
              Sign in again
            </Button>
          )}
        </div>
      )}
    />
  );
}
