import {
  browserPlatform,
  createAuthorizationRequest,
  discover,
  exchangeCode,
  readIdToken,
  refreshToken,
  savePendingAuthorization,
  type TokenResponse,
  validateAuthorizationResponse,
} from '../../../src/oauth/index.ts';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const platform = browserPlatform();

runPage({
  async start() {
    const { resource, server } = await discover(platform, settings.serverUrl);
    const { url, pending } = await createAuthorizationRequest(platform, {
      ...settings,
      sessionKey: settings.serverUrl,
      server,
      resource: resource.resource,
      returnTo: '/',
    });
    savePendingAuthorization(sessionStorage, pending);
    location.assign(url);
  },
  async complete() {
    const { href } = location;
    history.replaceState(null, '', location.pathname);
    const code = validateAuthorizationResponse(platform, href);
    const { pending } = code;
    let token: TokenResponse = await exchangeCode(platform, code);
    if (token.idToken) {
      readIdToken(token.idToken, { ...pending, issuer: pending.server.issuer, nowMs: Date.now() });
    }
    return {
      accessToken: async () => token.accessToken,
      async refresh() {
        token = await refreshToken(platform, { ...pending, refreshToken: token.refreshToken ?? '' });
        return token.accessToken;
      },
    };
  },
});
