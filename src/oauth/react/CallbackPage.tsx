import { type ReactNode, useEffect, useRef, useState } from 'react';
import { OAuthError } from '../index.ts';
import { useSession } from './SessionProvider.tsx';

/**
 * The redirect URI's page: finishes the sign-in once, however often it is mounted or its effects run (React
 * StrictMode runs them twice), then hands over to `onSignedIn`.
 *
 * @param onSignedIn called once for each mount; it may be another function at each render.
 */
export function CallbackPage({
  onSignedIn,
  waiting,
  failed,
}: {
  onSignedIn(returnTo: string): void;
  waiting: ReactNode;
  failed(error: OAuthError): ReactNode;
}) {
  const { session } = useSession();
  const [error, setError] = useState<OAuthError>();
  const latest = useRef(onSignedIn);
  useEffect(() => {
    latest.current = onSignedIn;
  });
  useEffect(() => {
    let shown = true;
    session.completeSignIn().then(
      ({ returnTo }) => {
        if (shown) latest.current(returnTo);
      },
      (failure: unknown) => {
        if (!shown) return;
        // Anything else is a defect of the page, for its error boundary to show.
        setError(() => {
          if (failure instanceof OAuthError) return failure;
          throw failure;
        });
      },
    );
    return () => {
      shown = false;
    };
  }, [session]);
  return error ? failed(error) : waiting;
}
