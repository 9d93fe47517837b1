import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { AuthProvider, type TAuthConfig, useAuthContext } from 'react-oauth2-code-pkce';
import type { TokenSource } from '../../../src/mcp/server-access.ts';
import { runPage } from './page.ts';
import { settings } from './settings.ts';

const authConfig: TAuthConfig = {
  ...settings,
  autoLogin: false,
  storage: 'session',
  extraAuthParameters: { resource: settings.serverUrl },
  extraTokenParameters: { resource: settings.serverUrl },
};

function Start() {
  const { logIn } = useAuthContext();
  // The library sends a state only if the page passes a state.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => logIn(crypto.randomUUID()), []);
  return null;
}

function Complete({ signedIn, failed }: { signedIn(source: TokenSource): void; failed(error: Error): void }) {
  const { token, error, refreshAccessToken } = useAuthContext();
  useEffect(() => {
    if (error) failed(new Error(error));
    else if (token) {
      signedIn({
        accessToken: async () => token,
        async refresh() {
          await refreshAccessToken();
          return token;
        },
      });
    }
  }, [token, error, signedIn, failed, refreshAccessToken]);
  return null;
}

runPage({
  async start() {
    createRoot(document.body).render(
      <AuthProvider authConfig={authConfig}>
        <Start />
      </AuthProvider>,
    );
  },
  complete: () =>
    new Promise((signedIn, failed) => {
      createRoot(document.body).render(
        <AuthProvider authConfig={authConfig}>
          <Complete signedIn={signedIn} failed={failed} />
        </AuthProvider>,
      );
    }),
});
