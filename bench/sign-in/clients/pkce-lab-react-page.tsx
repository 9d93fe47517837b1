import { createRoot } from 'react-dom/client';
import type { Session } from '../../../src/oauth/index.ts';
import { CallbackPage } from '../../../src/oauth/react/CallbackPage.tsx';
import { SessionProvider } from '../../../src/oauth/react/SessionProvider.tsx';
import { runPage } from './page.ts';

/** Signs in with a session and the project's own callback page. */
export function runReactPage(session: Session): void {
  void runPage({
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
}
