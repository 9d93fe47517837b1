import { useState } from 'react';
import { registerInstead } from '../../oauth/client-registration.ts';
import {
  chooseRegistration,
  enterRegistration,
  forgetRegistration,
  keptRegistration,
  OAuthError,
  type RegistrationMethod,
  registerClient,
  wantedScopes,
} from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { accepted } from '../accepted.ts';
import { OAuthFailure } from '../OAuthFailure.tsx';
import { SignInPanel } from '../SignInPanel.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { withoutClientId } from './client-id-reason.ts';
import { EnterClient } from './EnterClient.tsx';
import type { SignInTarget } from './use-discovery.ts';

const KNOWN_AS: Record<RegistrationMethod, string> = {
  'pre-registered': 'by a client ID agreed beforehand',
  'entered by hand': 'by the client ID you entered',
  'client ID metadata document': 'by its client ID metadata document, which the server fetches',
  'dynamic registration': 'by registering itself when you sign in (RFC 7591)',
};

/** Says how this app gets its client ID, and offers the sign-in. If the server refuses the ID, offers other ways. */
export function RegisterAndSignIn({
  discovery,
  identification,
  isStored,
  serverUrl,
  returnTo,
  onLookAgain,
}: SignInTarget & { serverUrl: string; returnTo(): string; onLookAgain(): void }) {
  const { server } = discovery;
  const sessions = useServerSessions();
  const { platform } = sessions;
  const known = () => ({
    method: chooseRegistration(platform, server, identification),
    kept: keptRegistration(platform, server.issuer),
  });
  const [{ method, kept }, setKnown] = useState(known);
  const [refused, setRefused] = useState<OAuthError>();
  function reconsider(): void {
    setRefused(undefined);
    setKnown(known());
  }

  /** Names every scope of the resource, because some servers refuse a scope that was not registered. */
  function registration() {
    const asked = accepted(platform.storage.tab, serverUrl).scopes;
    const scopes = [
      ...(asked ?? wantedScopes(discovery, sessions.identification)),
      ...discovery.resource.scopesSupported,
    ];
    return { ...sessions.identification, scope: [...new Set(scopes)].join(' ') || undefined };
  }

  async function attempt(register: () => Promise<unknown>): Promise<boolean> {
    setRefused(undefined);
    try {
      await register();
      return true;
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      setRefused(error);
      return false;
    } finally {
      setKnown(known());
    }
  }

  async function prepare(): Promise<boolean> {
    const isKnown = await attempt(async () => {
      if (method === 'dynamic registration') await registerClient(platform, server, registration());
    });
    if (!isKnown || isStored()) return isKnown;
    // A newer discovery has replaced the metadata, so the sign-in would not use what this part of the page shows.
    onLookAgain();
    return false;
  }

  const isNeeded = !method || refused?.step === 'registration' || refused?.code === 'registration_invalid';
  const enter = (
    <EnterClient
      reason={
        !method
          ? withoutClientId(server)
          : isNeeded
            ? 'As you see above, the registration brought no usable client ID.'
            : 'The server may know this app already, or accept only apps that it knows.'
      }
      redirectUri={identification.redirectUri}
      onEntered={(client) => {
        enterRegistration(platform, server, client);
        reconsider();
      }}
    />
  );
  return (
    <>
      <Panel title="How this server knows the app">
        <p>
          This app is {method ? `known ${KNOWN_AS[method]}` : 'not known, and needs a client ID'}.{' '}
          {kept && (
            <span className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2">
              <code className="break-all">
                <ServerText text={kept.clientId} kind="value" />
              </code>
              <Button
                onClick={() => {
                  forgetRegistration(platform, server.issuer);
                  reconsider();
                }}
              >
                Forget this client ID
              </Button>
            </span>
          )}
        </p>
        {!isNeeded && method !== 'pre-registered' && (
          <details>
            <summary className="cursor-pointer text-soft">The server refuses this app</summary>
            <div className="mt-3 grid gap-4">
              {method === 'client ID metadata document' && server.registrationEndpoint && (
                <Button onClick={() => void attempt(() => registerInstead(platform, server, registration()))}>
                  Register this app instead
                </Button>
              )}
              {enter}
            </div>
          </details>
        )}
      </Panel>
      {refused && <OAuthFailure error={refused} />}
      {isNeeded && enter}
      {method && <SignInPanel returnTo={returnTo} prepare={prepare} again={refused !== undefined} />}
    </>
  );
}
