import { browserPlatform, createSession } from '../../../../oauth/index.ts';
import { passAddressOn } from '../../../machine/naive-client/leaky-callback.ts';
import { openTabChannel, type TabChannel } from '../../../machine/tabs/tab-channel.ts';

/** Where the tab of the victim is, as it tells itself. */
export interface Visit {
  address: string;
  referrer: string;
}

export type Order = 'follow the link' | 'go back';

/** What the opener does for the tab. */
export type VisitHandlers = { visited(visit: Visit): Promise<Order> };

const NAME = 'lab:document';
const ELSEWHERE = `${import.meta.env.BASE_URL}attack/tab/elsewhere`;

/**
 * What a tab does that was opened at an answer: says where it is, and goes where it is told. The name of its
 * opener stands in the address at first, and in this tab's storage after that.
 */
export function followOrders(client: 'clean' | 'naive' | undefined): () => void {
  const name = location.hash.slice(1) || (sessionStorage.getItem(NAME) ?? '');
  sessionStorage.setItem(NAME, name);
  if (client === 'clean') captureAnswer();
  const opener = openTabChannel<VisitHandlers>(name);
  const tell = () => void report(opener, client);
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) tell();
  };
  addEventListener('pageshow', onShow);
  // A development build mounts a page twice, and the opener has one order for each time that it is told.
  const telling = setTimeout(tell);
  return () => {
    clearTimeout(telling);
    removeEventListener('pageshow', onShow);
    opener.close();
  };
}

/** The real client, at the real address of this tab: making a session takes the answer out of it. */
function captureAnswer(): void {
  const redirectUri = location.origin + location.pathname;
  createSession({ serverUrl: `${location.origin}/mcp`, redirectUri }, browserPlatform());
}

async function report(
  opener: TabChannel<VisitHandlers>,
  client: 'clean' | 'naive' | undefined,
): Promise<void> {
  const order = await opener.call('visited', { address: location.href, referrer: document.referrer });
  if (order === 'go back') history.back();
  if (order === 'follow the link') {
    const link = document.createElement('a');
    link.href = ELSEWHERE;
    if (client === 'naive') passAddressOn(link);
    document.body.append(link);
    link.click();
  }
}
