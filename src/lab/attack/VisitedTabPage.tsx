import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { followInstructions } from './attacks/windows/visited-tab.ts';
import { WindowLayout } from './WindowLayout.tsx';

/** A tab at the callback page, and then at the target of a link on it. */
export function VisitedTabPage() {
  const { client } = useParams();
  useEffect(
    () => followInstructions(client === 'clean' || client === 'naive' ? client : undefined),
    [client],
  );
  return (
    <WindowLayout title={client ? 'The callback page' : 'Another site'}>
      {client === 'clean' && 'The client removed the code from the URL before anything else ran.'}
      {client === 'naive' && 'The client left the code in the URL.'}
    </WindowLayout>
  );
}
