import { useState } from 'react';
import { OAuthError } from '../oauth/index.ts';
import { useSession } from '../oauth/react/SessionProvider.tsx';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { OAuthFailure } from './OAuthFailure.tsx';

/**
 * Offers a sign-in for more scopes, after the server refused a call for lack of a scope.
 *
 * @param said the message of the refusal.
 * @param what the action that failed, as shown to the user.
 * @param afterwards what happens when the user comes back.
 * @param interrupt stores the call, and returns the path that continues it.
 */
export function NeedsPermission({
  scopes,
  said,
  what,
  interrupt,
  afterwards = 'the call is repeated if the same person signs in',
}: {
  scopes: readonly string[];
  said?: string | undefined;
  what: string;
  interrupt(): string;
  afterwards?: string | undefined;
}) {
  const { session, state } = useSession();
  const [refused, setRefused] = useState<OAuthError>();
  if (refused) return <OAuthFailure error={refused} />;
  if (!scopes.length) return <UnnamedPermission what={what} said={said} />;
  return (
    <Notice tone="wait" title="This needs one more permission">
      <p>
        “
        <ServerText text={what} kind="name" />” needs the scope{' '}
        <code>
          <ServerText text={scopes.join(' ')} kind="value" />
        </code>
        . The server refused the request, because it does not find this scope in your token.
      </p>
      <p className="mt-2">
        You can allow it at the authorization server. You come back here, and {afterwards}.
      </p>
      <div className="mt-3">
        <Button
          variant="primary"
          pending={state.status === 'discovering' || state.status === 'redirecting'}
          onClick={() => {
            session.stepUp(scopes, interrupt()).catch((error: unknown) => {
              if (error instanceof OAuthError) setRefused(error);
            });
          }}
        >
          Give this permission
        </Button>
      </div>
    </Notice>
  );
}

/** Says that the server did not name the missing scope. Without the name, the app cannot request this scope. */
function UnnamedPermission({ what, said }: { what: string; said: string | undefined }) {
  return (
    <Notice tone="wait" title="The call needs a permission that the server does not name">
      <p>
        “
        <ServerText text={what} kind="name" />” needs a scope that the server does not find in your token. Its
        refusal (insufficient_scope) names no scope, so this app does not know which scope to request. If you
        know the scope from the documentation, sign out and request it at the next sign-in. Otherwise, tell
        the operator of the server.
      </p>
      {said && (
        <p className="mt-2 text-soft">
          The server says: <ServerText text={said} kind="description" />
        </p>
      )}
    </Notice>
  );
}
