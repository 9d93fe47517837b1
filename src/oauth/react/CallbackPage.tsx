import { type ReactNode, useEffect, useRef, useState } from 'react';
import { OAuthError } from '../index.ts';
import { useSession } from './SessionProvider.tsx';

/**
 * The page at the redirect URI: completes the sign-in once, even if its effects run twice (React StrictMode), then
 * calls `onSignedIn`.
 *
 * @param onSignedIn called once per mount, at success. A new function may be passed at each render.
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
        // Any other error is a defect, for the error boundary to show.
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
