// The page of `examples/vanilla` in React, without a router.
import { createRoot } from 'react-dom/client';
import { describeOAuthError } from '../../src/oauth/error-descriptions.ts';
import { browserPlatform, createSession } from '../../src/oauth/index.ts';
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

function Home() {
  return (
    <RequireSession
      otherwise={(state) =>
        state.status === 'restoring' ? (
          <p>One moment</p>
        ) : (
          <button type="button" onClick={() => session.signIn('/')}>
            Sign in
          </button>
        )
      }
    >
      {(grant) => <p>Signed in as {grant.identity?.name}</p>}
    </RequireSession>
  );
}

const returning = /^\/callback\/?$/.test(location.pathname);
createRoot(document.body.appendChild(document.createElement('main'))).render(
  <SessionProvider session={session} restore={!returning}>
    {returning ? (
      <CallbackPage
        onSignedIn={(returnTo) => location.replace(returnTo)}
        waiting={<p>Signing you in</p>}
        failed={(error) => <p>{describeOAuthError(error).title}</p>}
      />
    ) : (
      <Home />
    )}
  </SessionProvider>,
);
