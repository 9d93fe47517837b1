import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import type { AuthorizationRefusal } from '../authorization-server/authorize.ts';
import { ClientOrigin } from './Consent.tsx';
import { Frame } from './Frame.tsx';

/** A refusal of a request whose client speaks for itself: the browser goes to its address when the person says so. */
export function RefusedBeforePress({
  refusal: { client, refused, location: back },
}: {
  refusal: AuthorizationRefusal;
}) {
  const [leaving, setLeaving] = useState(false);
  return (
    <Frame title="This request is refused">
      <Notice tone="bad" title={refused}>
        You are not signed in to the app that sent you here, and it has got nothing.
      </Notice>
      <ClientOrigin client={client} />
      <p>
        The app can be told of this at{' '}
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
    </Frame>
  );
}
