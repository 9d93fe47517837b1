import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { followInstructions } from './attacks/windows/visited-tab.ts';
import { WindowLayout } from './WindowLayout.tsx';

/** Shows the callback page in a tab of the victim, and later the page that a link on the callback page opens. */
export function VisitedTabPage() {
  const { client } = useParams();
  useEffect(
    () => followInstructions(client === 'clean' || client === 'naive' ? client : undefined),
    [client],
  );
  return (
    <WindowLayout title={client ? 'The callback page' : 'Another site'}>
      {client === 'clean' && 'The client removed the code from the URL.'}
      {client === 'naive' && 'The client left the code in the URL.'}
    </WindowLayout>
  );
}
