// The page of `examples/vanilla` in React, without a router.
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { describeOAuthError } from '../../src/oauth/error-descriptions.ts';
import { browserPlatform, createSession, type OAuthError } from '../../src/oauth/index.ts';
import { CallbackPage } from '../../src/oauth/react/CallbackPage.tsx';
import { RequireSession } from '../../src/oauth/react/RequireSession.tsx';
import { SessionProvider } from '../../src/oauth/react/SessionProvider.tsx';

const session = createSession(
  {
    issuer: 'https://login.example/idp',
    clientId: 'my-app',
    redirectUri: `${location.origin}/callback`,
    scopes: ['openid', 'profile', 'offline_access'],
  },
  browserPlatform(),
);

const signIn = () => session.signIn(location.href);
function Home() {
  return (
    <RequireSession
      otherwise={(state) => (
        <button type="button" disabled={state.status === 'restoring'} onClick={signIn}>
          Sign in
        </button>
      )}
    >
      {(grant) => <p>Signed in as {grant.identity?.name}</p>}
    </RequireSession>
  );
}

function App() {
  const [returning, setReturning] = useState(/^\/callback\/?$/.test(location.pathname));
  // Loads no new page: without a refresh token, the session would end with this page.
  const onSignedIn = (returnTo: string) => {
    history.replaceState(null, '', returnTo);
    setReturning(false);
  };
  return (
    <SessionProvider session={session} restore={!returning}>
      {returning ? (
        <CallbackPage onSignedIn={onSignedIn} waiting={<p>Signing you in</p>} failed={SignInAgain} />
      ) : (
        <Home />
      )}
    </SessionProvider>
  );
}

const SignInAgain = (error: OAuthError) => (
  <button type="button" onClick={() => session.signIn(error.returnTo)}>
    {describeOAuthError(error).title}. Sign in again
  </button>
);

createRoot(document.body.appendChild(document.createElement('main'))).render(<App />);
