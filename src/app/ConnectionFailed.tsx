import { useQuery } from '@tanstack/react-query';
import { createPath, Link, useLocation } from 'react-router-dom';
import { callFailure } from '../mcp/call-failure.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { useIsBlocked } from './blocked-connections.ts';
import { CallFailed } from './CallFailed.tsx';
import { connectPath } from './connect/connect-path.ts';
import { type Diagnosis, diagnoseHidden, diagnoseRefusal } from './diagnosis.ts';
import { useMcpAccess } from './mcp-context.ts';

/** Says what the server and the browser reveal about a failed connection, and what the user can do. */
export function ConnectionFailed({ error, onAgain }: { error: Error; onAgain?(): void }) {
  const location = useLocation();
  return (
    <div className="grid justify-items-start gap-3">
      <DiagnosedFailure error={error} />
      <CallFailed error={error} what="Connecting" interrupt={() => createPath(location)} />
      {onAgain && <Button onClick={onAgain}>Connect again</Button>}
    </div>
  );
}

/** Shows the diagnosis of the address, if the diagnosis adds anything to the error. */
export function DiagnosedFailure({ error }: { error: Error }) {
  const access = useMcpAccess();
  const { session, state } = useSession();
  const failure = callFailure(error);
  // If the app's own policy blocks the requests to the server, a diagnosis would find nothing.
  const blocked = useIsBlocked(access.serverUrl);
  const hidden = !blocked && failure.kind === 'failed' && failure.hidden === true;
  const refused = failure.kind === 'failed' && failure.hidden !== true;
  const { data: diagnosis } = useQuery({
    queryKey: ['diagnosis', access.serverUrl, hidden],
    queryFn: async () =>
      (await (hidden
        ? diagnoseHidden(access)
        : diagnoseRefusal(access, 'grant' in state ? session : undefined))) ?? null,
    enabled: hidden || refused,
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return diagnosis && !blocked ? <Diagnosed diagnosis={diagnosis} /> : null;
}

function Diagnosed({ diagnosis }: { diagnosis: Diagnosis }) {
  switch (diagnosis.kind) {
    case 'other slash':
      return (
        <Notice tone="wait" title="The server responds at another address">
          <p>
            Only the slash at the end differs. The server may redirect from one address to the other, but this
            page follows no redirect, because that would send the token there, too. Use{' '}
            <Link to={connectPath(diagnosis.url)} className="break-all font-mono text-accent underline">
              <ServerText text={diagnosis.url} kind="value" />
            </Link>
          </p>
        </Notice>
      );
    case 'redirects':
      return (
        <Notice tone="info" title="The server redirects to another address">
          A page cannot see the other address. This page does not follow the redirect, because that would send
          the token there, too. The header <code>Location</code> in the response names the address. Use that
          address if it is an MCP server.
        </Notice>
      );
    case 'responds without CORS':
      return (
        <Notice tone="info" title="A server responds at this host">
          A request that needs no CORS headers got a response. So the network is probably not the reason. The
          operator of the server can allow this page with the headers below.
        </Notice>
      );
    case 'silent':
      return (
        <Notice tone="info" title="This page got no response from this address">
          A request that needs no CORS headers failed, too. Look at the name, the port, the network and the
          certificate first.
        </Notice>
      );
    case 'HTTP+SSE':
      return (
        <Notice tone="info" title="This is an MCP server of the older HTTP+SSE transport">
          MCP 2025-03-26 replaced this transport with Streamable HTTP, the only transport of this app. Many
          servers offer both transports: Streamable HTTP is often at <code>/mcp</code> in place of{' '}
          <code>/sse</code>.
        </Notice>
      );
    default:
      return diagnosis satisfies never;
  }
}
