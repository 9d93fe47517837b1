import { browserPlatform, createSession } from '../../../../oauth/index.ts';
import { passAddressOn } from '../../../machine/naive-client/leaky-callback.ts';
import { openTabChannel, type TabChannel } from '../../../machine/tabs/tab-channel.ts';

export interface Visit {
  address: string;
  referrer: string;
}

export type Instruction = 'follow the link' | 'go back';

/** The handlers that the opener offers to the victim's tab. */
export type VisitHandlers = { visited(visit: Visit): Promise<Instruction> };

const NAME = 'lab:document';
const ELSEWHERE = `${import.meta.env.BASE_URL}attack/tab/elsewhere`;

/**
 * Runs in the victim's tab: reports the location of the tab, and follows instructions of its opener. The first document
 * reads the name of the channel in its URL, and later documents read it in the storage of the tab.
 */
export function followInstructions(client: 'clean' | 'naive' | undefined): () => void {
  const name = location.hash.slice(1) || (sessionStorage.getItem(NAME) ?? '');
  sessionStorage.setItem(NAME, name);
  if (client === 'clean') captureResponse();
  const opener = openTabChannel<VisitHandlers>(name);
  const tell = () => void report(opener, client);
  const onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) tell();
  };
  addEventListener('pageshow', onShow);
  // A development build mounts a page twice, but the opener expects one report.
  const telling = setTimeout(tell);
  return () => {
    clearTimeout(telling);
    removeEventListener('pageshow', onShow);
    opener.close();
  };
}

/** Creates a session of the real client at the URL of this tab. The session removes the response from the URL. */
function captureResponse(): void {
  const redirectUri = location.origin + location.pathname;
  createSession({ serverUrl: `${location.origin}/mcp`, redirectUri }, browserPlatform());
}

async function report(
  opener: TabChannel<VisitHandlers>,
  client: 'clean' | 'naive' | undefined,
): Promise<void> {
  const instruction = await opener.call('visited', { address: location.href, referrer: document.referrer });
  if (instruction === 'go back') history.back();
  if (instruction === 'follow the link') {
    const link = document.createElement('a');
    link.href = ELSEWHERE;
    if (client === 'naive') passAddressOn(link);
    document.body.append(link);
    link.click();
  }
}
