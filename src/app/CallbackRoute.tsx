import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { OAuthError } from '../oauth/index.ts';
import { CallbackPage } from '../oauth/react/CallbackPage.tsx';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button, buttonClass } from '../ui/Button.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { loadNotesPage, loadQueries, loadToolsPage } from './load-pages.ts';
import { OAuthFailure } from './OAuthFailure.tsx';

/** @param startAt the page to show after the sign-in, if the page where the sign-in began is unknown. */
export function CallbackRoute({ startAt }: { startAt: string }) {
  const navigate = useNavigate();
  const { session, state } = useSession();
  const isChecking = state.status === 'exchanging' || state.status === 'restoring';
  useEffect(() => {
    // The code of the next page loads during the exchange, so that the first call does not wait for a script.
    void (startAt === '/notes' ? loadNotesPage() : loadToolsPage());
    void loadQueries();
  }, [startAt]);
  /** After a reload, or in a copied tab, only `returnTo` shows that the sign-in is another session's. */
  const isElsewhere = ({ returnTo = startAt }: OAuthError) =>
    !startAt.startsWith(/^\/(connect|notes|)/.exec(returnTo)?.[0] ?? startAt);
  return (
    <CallbackPage
      onSignedIn={(returnTo) => void navigate(returnTo, { replace: true })}
      waiting={
        <>
          <h1 className="mb-4 text-3xl">Signing you in</h1>
          <Waiting>Exchanging the code for a token</Waiting>
        </>
      }
      failed={(error) => (
        <div className="grid justify-items-start gap-5">
          <h1 className="text-3xl">
            {'grant' in state
              ? 'You are still signed in'
              : isChecking
                ? 'The sign-in failed'
                : 'You are not signed in'}
          </h1>
          <OAuthFailure error={error} />
          {'grant' in state ? (
            <Link to={error.returnTo ?? startAt} replace className={buttonClass('primary')}>
              Go on as before
            </Link>
          ) : isChecking ? (
            <Waiting>Checking your previous session</Waiting>
          ) : (
            <div className="flex flex-wrap items-center gap-4">
              <Button
                variant="primary"
                pending={state.status === 'discovering' || state.status === 'redirecting'}
                onClick={() =>
                  void (isElsewhere(error)
                    ? navigate(`${error.returnTo}`, { replace: true })
                    : session.signIn(error.returnTo ?? startAt))
                }
              >
                {isElsewhere(error) ? 'Back to the page of this server' : 'Sign in again'}
              </Button>
              {startAt.startsWith('/connect') && (
                <Link to={startAt} replace className={buttonClass()}>
                  Back to the page of this server
                </Link>
              )}
            </div>
          )}
        </div>
      )}
    />
  );
}
