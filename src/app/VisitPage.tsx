import { isSafeFrom, isSafeUrl } from '../oauth/safe-url.ts';
import { Button } from '../ui/Button.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useMcpAccess } from './mcp-context.ts';

/**
 * Shows the whole address of a page that the server asks the user to visit. Only the user opens the page, in a tab that
 * has no reference to this tab. A server outside the user's computer cannot make the app open a page on that computer,
 * and a server outside the local network cannot make it open a page in that network: such a page could change a program
 * or a device that the server itself cannot reach.
 */
export function VisitPage({ message, url, onOpened }: { message: string; url: string; onOpened?(): void }) {
  const { serverUrl } = useMcpAccess();
  const withoutFragment = url.replace(/#.*/s, '');
  return (
    <div className="grid justify-items-start gap-2">
      <ServerText text={message} kind="description" />
      <code className="break-all">
        <ServerText text={url} kind="value" />
      </code>
      {isSafeFrom(withoutFragment, serverUrl) ? (
        <>
          <p>
            The page is at <b className="break-all">{new URL(url).host}</b>. Open it only if you expected this
            page.
          </p>
          <Button
            onClick={() => {
              window.open(url, '_blank', 'noopener,noreferrer');
              onOpened?.();
            }}
          >
            Open this page
          </Button>
        </>
      ) : (
        <p>{isSafeUrl(withoutFragment) ? CLOSER : UNSAFE}</p>
      )}
    </div>
  );
}

const CLOSER =
  'This app does not open this address: it is on your computer and the server is not, or it is in your local network and the server is outside. Such a page can change a program on your computer or a device in your network.';
const UNSAFE =
  'This app does not open this address. It opens only https:// addresses, and http:// addresses on your computer. The address must have no user name, no password, no invalid character, and at most 8,000 characters.';
