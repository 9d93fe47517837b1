import { Notice } from '../../ui/Notice.tsx';

/** Replaces the Connect page if the policy of the build blocks the servers that a user could enter. */
export function ConnectOff() {
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl">Connect to an MCP server</h1>
      <Notice tone="info" title="Connect is off in this build">
        The Content-Security-Policy lets the app call only the servers in its settings. A build with{' '}
        <code>VITE_CONNECT_ORIGINS=any</code> can call every https server, and Connect works there.
      </Notice>
    </div>
  );
}
