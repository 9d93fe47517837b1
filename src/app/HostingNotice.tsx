import { useEffect, useState } from 'react';
import { Notice } from '../ui/Notice.tsx';

/**
 * Says whether this copy of the app is served without the headers that `docs/hosting.md` requires, and what is lost
 * without them. It reads the headers that the host really sends, and shows nothing until it knows them.
 */
export function HostingNotice() {
  const [missing, setMissing] = useState<readonly string[]>([]);
  useEffect(() => {
    const aborting = new AbortController();
    missingHeaders(aborting.signal).then(setMissing, () => undefined);
    return () => aborting.abort();
  }, []);
  if (!missing.length) return null;
  return (
    <div className="mx-auto max-w-5xl px-4 pt-4 sm:px-6">
      <Notice tone="wait" title="This copy is served without its security headers">
        Its host does not send <code>{missing.join(', ')}</code>. Another site can show this app in a frame,
        and other projects at this origin can read the same storage. You can look around here. For your own
        servers, use a copy on a host that sets headers.
      </Notice>
    </div>
  );
}

/** Without these headers, another site can show the page in a frame, and the page's workers have no policy. */
const NEEDED = ['Content-Security-Policy', 'X-Frame-Options'];

async function missingHeaders(signal: AbortSignal): Promise<string[]> {
  const { headers } = await fetch(import.meta.env.BASE_URL, { method: 'HEAD', signal });
  return NEEDED.filter((name) => !headers.has(name));
}
