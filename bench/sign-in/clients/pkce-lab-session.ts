import { browserPlatform, createSession } from '../../../src/oauth/index.ts';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const { serverUrl, clientId, redirectUri } = settings;
const session = createSession({ serverUrl, clientId, redirectUri, scopes: ['openid'] }, browserPlatform());

runPage({
  start: () => session.signIn(),
  async complete() {
    await session.completeSignIn();
    return session;
  },
});
