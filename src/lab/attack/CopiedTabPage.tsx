import { useEffect, useState } from 'react';
import { useParams } from 'react-router-dom';
import { networkOver } from '../machine/tabs/network-over.ts';
import { openTabChannel } from '../machine/tabs/tab-channel.ts';
import { type CopyHandlers, sessionOfTab } from './attacks/windows/tab-session.ts';
import { WindowLayout } from './WindowLayout.tsx';

/** Runs in the copy of a tab, and restores the session from the `sessionStorage` that the browser copied. */
export function CopiedTabPage() {
  const { client } = useParams();
  const [said, setSaid] = useState('Looking for a session in the copied storage.');
  useEffect(() => {
    const original = openTabChannel<CopyHandlers>(location.hash.slice(1));
    const session = sessionOfTab(
      networkOver((request) => original.call('send', request)),
      { href: `${location.origin}/tools`, locked: client === 'locked' },
    );
    void session.restore().then(async () => {
      const state = session.getSnapshot();
      const words = state.status === 'signed-out' ? `signed out: ${state.reason}` : state.status;
      setSaid(`This copy is ${words}.`);
      await original.call('restored', words);
    });
    return original.close;
  }, [client]);
  return <WindowLayout title="The copy of the tab">{said}</WindowLayout>;
}
