import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import type { AuthorizationRefusal } from '../authorization-server/authorize.ts';
import { ClientOrigin } from './Consent.tsx';
import { SignInLayout } from './SignInLayout.tsx';

/**
 * Shows a refusal to the person, if the client was not registered in advance. The browser goes to the address of the
 * client only if the person presses the button.
 */
export function RefusedBeforePress({
  refusal: { client, refused, location: back },
}: {
  refusal: AuthorizationRefusal;
}) {
  const [leaving, setLeaving] = useState(false);
  return (
    <SignInLayout title="This request is refused">
      <Notice tone="bad" title={refused}>
        This server has sent the app no response to this request yet.
      </Notice>
      <ClientOrigin client={client} />
      <p>
        The app can receive this error at{' '}
        <code className="break-all">
          <ServerText text={client.redirectHost} kind="name" />
        </code>
        . If you do not know that address, close this page.
      </p>
      <div>
        <Button
          pending={leaving}
          onClick={() => {
            setLeaving(true);
            location.replace(back);
          }}
        >
          Go to <ServerText text={client.redirectHost} kind="name" />
        </Button>
      </div>
    </SignInLayout>
  );
}
