import { useState } from 'react';
import { AuthorizePage } from '../../mocks/sign-in/AuthorizePage.tsx';
import { type CallServer, readOutcome } from '../../mocks/sign-in/page-outcome.ts';
import { networkOver, type Send } from '../machine/tabs/network-over.ts';
import { openTabChannel } from '../machine/tabs/tab-channel.ts';

/** The consent page in the attacker's frame. Its requests go through the page around the frame. */
export function FramedConsentPage() {
  const [callServer] = useState(() => askOverOpener(location.hash.slice(1)));
  return <AuthorizePage callServer={callServer} />;
}

function askOverOpener(name: string): CallServer {
  const opener = openTabChannel<{ send: Send }>(name);
  const network = networkOver((request) => opener.call('send', request));
  return async (shown, form) => {
    const { origin, search } = new URL(shown);
    const url = `${origin}/idp/authorize${form ? '' : search}`;
    const response = await network(url, form ? { method: 'POST', body: form } : { method: 'GET' });
    const outcome = await readOutcome(response);
    // The attacker handles the redirect, so the frame does not navigate.
    return outcome.kind === 'leave' ? new Promise(() => {}) : outcome;
  };
}
