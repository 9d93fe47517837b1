import { createRoot } from 'react-dom/client';
import { browserPlatform, createSession } from '../../../src/oauth/index.ts';
import { CallbackPage } from '../../../src/oauth/react/CallbackPage.tsx';
import { SessionProvider } from '../../../src/oauth/react/SessionProvider.tsx';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const { serverUrl, clientId, redirectUri } = settings;
const session = createSession({ serverUrl, clientId, redirectUri, scopes: ['openid'] }, browserPlatform());

runPage({
  start: () => session.signIn(),
  complete: () =>
    new Promise((signedIn, failed) => {
      createRoot(document.body).render(
        <SessionProvider session={session} restore={false}>
          <CallbackPage
            waiting={null}
            onSignedIn={() => signedIn(session)}
            failed={(error) => {
              failed(error);
              return null;
            }}
          />
        </SessionProvider>,
      );
    }),
});
