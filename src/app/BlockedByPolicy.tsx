import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';

/** The policy of the build, or a policy that the host adds, does not list this server. */
export function BlockedByPolicy({ url }: { url: string }) {
  return (
    <Notice tone="bad" title="A policy of this page does not let it call this server">
      <p>
        Nothing was sent. A Content-Security-Policy of this page does not list{' '}
        <code className="break-all">
          <ServerText text={new URL(url).origin} kind="value" />
        </code>
        . If the settings of the app do not name this server, add it to <code>VITE_CONNECT_ORIGINS</code> and
        build the app again. Otherwise, allow it in the policy that the host sends.
      </p>
    </Notice>
  );
}
