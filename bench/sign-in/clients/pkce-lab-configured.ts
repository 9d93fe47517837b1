import { runPage } from './page.ts';
import { configuredSession } from './pkce-lab-configured-session.ts';

const session = configuredSession();

runPage({
  start: () => session.signIn(),
  async complete() {
    await session.completeSignIn();
    return session;
  },
});
