import { runPage } from './page.ts';
import { settings } from './settings.ts';

// Not for production: this page checks nothing, and so shows how small and fast a client can be.
const { tokenEndpoint, authorizationEndpoint, clientId, redirectUri, scope, serverUrl } = settings;

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

runPage({
  async start() {
    const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
    sessionStorage.setItem('verifier', verifier);
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const request = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      resource: serverUrl,
      code_challenge: base64url(new Uint8Array(hash)),
      code_challenge_method: 'S256',
    });
    location.assign(`${authorizationEndpoint}?${request}`);
  },
  async complete() {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: new URLSearchParams(location.search).get('code') ?? '',
      code_verifier: sessionStorage.getItem('verifier') ?? '',
      client_id: clientId,
      redirect_uri: redirectUri,
    });
    const { access_token } = await (await fetch(tokenEndpoint, { method: 'POST', body })).json();
    return { accessToken: async () => access_token, refresh: async () => access_token };
  },
});
