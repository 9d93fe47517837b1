import { useEffect, useState } from 'react';
import type { CrossOriginFailure } from '../oauth/cross-origin-failure.ts';
import { localNetworkPermission } from '../oauth/local-network-permission.ts';
import { ServerText } from '../ui/ServerText.tsx';

/** Tells the operator of a server which headers to add, and how to see the headers that the server sends. */
export function CrossOriginHelp({ failure }: { failure: CrossOriginFailure }) {
  const { owner, url, origin, headers, reproduce, local } = failure;
  return (
    <div className="mt-3 grid min-w-0 gap-3">
      <p>
        The request went from {origin} to{' '}
        <span className="break-all">
          <ServerText text={url} kind="value" />
        </span>
        . The reason may be a missing CORS header, a redirect, an extension that blocks requests, or the
        network. Browsers do not tell a page which of these it is.
      </p>
      {local && <LocalNetwork url={url} />}
      <p>If a CORS header is missing, the {owner} has to respond with:</p>
      <pre className="overflow-x-auto rounded-control bg-sunken p-3 text-sm">
        {headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
      </pre>
      {reproduce.includes('-X OPTIONS') && (
        <p>
          The browser sends an OPTIONS request first, and never with a token. The response to that request
          needs these headers, too, and a status from 200 to 299.
        </p>
      )}
      <p>To see the current response, run this in a POSIX shell (sh, bash, zsh):</p>
      <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-control bg-sunken p-3 text-sm">
        {reproduce}
      </pre>
    </div>
  );
}

/** Says whether the user has permitted this page to call addresses of the local network. Not all browsers ask. */
function LocalNetwork({ url }: { url: string }) {
  const [permission, setPermission] = useState<PermissionState>();
  useEffect(() => void localNetworkPermission(url, navigator.permissions).then(setPermission), [url]);
  const asked: Record<PermissionState, string> = {
    denied: 'The permission is refused for this site: allow it in the site settings of the browser.',
    prompt: 'The permission has not been given yet.',
    granted: 'The permission is given.',
  };
  return (
    <p>
      The address seems to be on this machine or its network. A browser may ask for your permission before a
      page can reach it. {permission && asked[permission]}
    </p>
  );
}
