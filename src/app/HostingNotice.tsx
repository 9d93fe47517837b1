import { useEffect, useState } from 'react';
import { Notice } from '../ui/Notice.tsx';

/** Warns if the host leaves out headers that `docs/hosting.md` requires, and says what is lost. */
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
        Its host does not send <code>{missing.join(', ')}</code>. So another site might show this app in a
        frame, or its workers have no policy. For your own servers, use a copy on a host that sets headers.
      </Notice>
    </div>
  );
}

/** Without these headers, another site can show the app in a frame, and the workers of the app have no policy. */
const NEEDED = ['Content-Security-Policy', 'X-Frame-Options'];

async function missingHeaders(signal: AbortSignal): Promise<string[]> {
  const { headers } = await fetch(import.meta.env.BASE_URL, { method: 'HEAD', signal });
  return NEEDED.filter((name) => !headers.has(name));
}
