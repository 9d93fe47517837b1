import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { crossOriginNeeds } from '../../oauth/cross-origin-failure.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { CrossOriginHelp } from '../CrossOriginHelp.tsx';
import { isTokenKeptFromServer } from '../diagnosis.ts';
import { useMcpAccess } from '../mcp-context.ts';

/** Warns before a sign-in if the browser would not send a token to the server. */
export function TokenPreflight({ children }: { children: ReactNode }) {
  const access = useMcpAccess();
  const { data: isKept } = useQuery({
    queryKey: ['token preflight', access.serverUrl],
    queryFn: () => isTokenKeptFromServer(access),
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  if (isKept === undefined) return <Waiting>Asking whether this page may send a token</Waiting>;
  if (!isKept) return children;
  return (
    <>
      <Notice tone="wait" title="This page may be unable to send a token to this server">
        <p>
          This page saw the response to a GET, but not the response to the same GET with an invalid token. The
          preflight may refuse the header <code>Authorization</code>. If it does, you can sign in, but then no
          call works.
        </p>
        <CrossOriginHelp failure={crossOriginNeeds('challenge', access.serverUrl, location.origin)} />
      </Notice>
      <details>
        <summary className="cursor-pointer text-soft">Sign in all the same</summary>
        <div className="mt-4 grid gap-4">{children}</div>
      </details>
    </>
  );
}
