import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';

/**
 * Says that the app's own Content-Security-Policy blocked the request, because this policy does not list the server.
 */
export function BlockedByPolicy({ url }: { url: string }) {
  return (
    <Notice tone="bad" title="This app’s own policy does not let it call this server">
      <p>
        Nothing was sent. The Content-Security-Policy of this build does not list{' '}
        <code className="break-all">
          <ServerText text={new URL(url).origin} kind="value" />
        </code>
        . To allow this server, add it to <code>VITE_CONNECT_ORIGINS</code> and build the app again.
      </p>
    </Notice>
  );
}
