import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { followOrders } from './attacks/documents/visited-tab.ts';
import { WindowLayout } from './WindowLayout.tsx';

/** A tab at the callback page, and then at the page that a link of it leads to. */
export function VisitedTabPage() {
  const { client } = useParams();
  useEffect(() => followOrders(client === 'clean' || client === 'naive' ? client : undefined), [client]);
  return (
    <WindowLayout title={client ? 'The callback page' : 'A page of somebody else'}>
      {client === 'clean' && 'The client took the code out of the address before anything else ran.'}
      {client === 'naive' && 'The client left the code in the address.'}
    </WindowLayout>
  );
}
