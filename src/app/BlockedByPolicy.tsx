import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';

/** Says that a request never left: the app's own policy does not list the server. */
export function BlockedByPolicy({ url }: { url: string }) {
  return (
    <Notice tone="bad" title="This app’s own policy does not let it call this server">
      <p>
        Nothing was sent. The Content-Security-Policy of this build does not list{' '}
        <code className="break-all">
          <ServerText text={new URL(url).origin} kind="value" />
        </code>
        . Whoever builds the app adds it to <code>VITE_CONNECT_ORIGINS</code> and builds it again.
      </p>
    </Notice>
  );
}
