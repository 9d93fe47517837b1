import { useCallback, useEffect } from 'react';
import { useNavigate } from 'react-router-dom';
import { CallbackPage } from '../oauth/react/CallbackPage.tsx';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Waiting } from '../ui/Waiting.tsx';
import { loadToolsPage } from './load-tools-page.ts';
import { OAuthFailure } from './OAuthFailure.tsx';

/** Where the authorization server sends people back to. */
export function CallbackRoute() {
  const navigate = useNavigate();
  const { session, state } = useSession();
  const onSignedIn = useCallback(
    (returnTo: string) => void navigate(returnTo, { replace: true }),
    [navigate],
  );
  useEffect(() => {
    // The MCP client is fetched while the code is exchanged, so that the first tool call need not wait for it.
    void loadToolsPage();
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
          <h1 className="text-3xl">You are not signed in</h1>
          <OAuthFailure error={error} />
          <Button
            variant="primary"
            pending={state.status === 'discovering' || state.status === 'redirecting'}
            onClick={() => void session.signIn('/tools')}
          >
            Sign in again
          </Button>
        </div>
      )}
    />
  );
}
