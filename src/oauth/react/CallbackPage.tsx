import { type ReactNode, useEffect, useState } from 'react';
import { OAuthError } from '../index.ts';
import { useSession } from './SessionProvider.tsx';

/**
 * The redirect URI's page: finishes the sign-in once, however often effects run (React StrictMode runs them
 * twice), then hands over to `onSignedIn`.
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
  useEffect(() => {
    let shown = true;
    session.completeSignIn().then(
      ({ returnTo }) => {
        if (shown) onSignedIn(returnTo);
      },
      (failure: unknown) => {
        if (shown && failure instanceof OAuthError) setError(failure);
      },
    );
    return () => {
      shown = false;
    };
  }, [session, onSignedIn]);
  return error ? failed(error) : waiting;
}
