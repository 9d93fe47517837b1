import '../../../src/zod-jitless.ts';
import { auth, type OAuthClientProvider } from '@modelcontextprotocol/client';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const { clientId, redirectUri, scope, serverUrl } = settings;
const keep = (key: string, value: unknown) => sessionStorage.setItem(key, JSON.stringify(value));
const kept = (key: string) => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined;

const provider: OAuthClientProvider = {
  redirectUrl: redirectUri,
  clientMetadata: { redirect_uris: [redirectUri], scope },
  clientInformation: () => ({ client_id: clientId }),
  state() {
    const state = crypto.randomUUID();
    keep('state', state);
    return state;
  },
  saveCodeVerifier: (verifier) => keep('verifier', verifier),
  codeVerifier: () => kept('verifier'),
  // Without the stored discovery state, the SDK would discover the servers again at the redirect URI.
  saveDiscoveryState: (found) => keep('discovery', found),
  discoveryState: () => kept('discovery'),
  saveTokens: (tokens) => keep('tokens', tokens),
  tokens: () => kept('tokens'),
  redirectToAuthorization: (url) => location.assign(url),
};

runPage({
  start: () => auth(provider, { serverUrl, scope }),
  async complete() {
    const response = new URLSearchParams(location.search);
    history.replaceState(null, '', location.pathname);
    // The SDK does not compare the state, so the page does.
    if (response.get('state') !== kept('state')) throw new Error('The state is not ours.');
    const iss = response.get('iss');
    await auth(provider, { serverUrl, authorizationCode: response.get('code') ?? '', ...(iss && { iss }) });
    const accessToken = async () => kept('tokens')?.access_token;
    return {
      accessToken,
      async refresh() {
        await auth(provider, { serverUrl, scope });
        return accessToken();
      },
    };
  },
});
