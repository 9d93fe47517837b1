import { useState } from 'react';
import type { BearerChallenge } from '../oauth/index.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { SignInTo } from './connect/SignInTo.tsx';
import { useMcpAccess } from './mcp-context.ts';

/**
 * Offers a sign-in, after the server refused a call without a token.
 *
 * @param challenge what the refusal says about where to sign in.
 * @param said the message of the refusal.
 * @param interrupt stores the call, and returns the path that continues it.
 * @param afterwards what happens when the user comes back.
 */
export function NeedsSignIn({
  challenge,
  said,
  what,
  interrupt,
  afterwards = 'the request is sent again',
}: {
  challenge: BearerChallenge | undefined;
  said?: string | undefined;
  what: string;
  interrupt(): string;
  afterwards?: string | undefined;
}) {
  const { serverUrl } = useMcpAccess();
  const [wanted, setWanted] = useState(false);
  return (
    <>
      <Notice tone="wait" title="This needs a sign-in">
        <p>
          “
          <ServerText text={what} kind="name" />” is available only after a sign-in. After the sign-in, you
          come back here, and {afterwards}.
        </p>
        {said && (
          <p className="mt-1 text-soft">
            The server says: <ServerText text={said} kind="description" />
          </p>
        )}
        {!wanted && (
          <div className="mt-3">
            <Button variant="primary" onClick={() => setWanted(true)}>
              Find out where to sign in
            </Button>
          </div>
        )}
      </Notice>
      {wanted && <SignInTo serverUrl={serverUrl} challenge={challenge} returnTo={interrupt} />}
    </>
  );
}
