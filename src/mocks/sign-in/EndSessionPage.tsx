import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { placeOf } from '../places.ts';
import type { Answer } from './answer.ts';
import { askServer } from './ask-server.ts';
import { Frame } from './Frame.tsx';

/** The end-session endpoint's page: asks before it signs anybody out (OpenID Connect RP-Initiated Logout 1.0). */
export function EndSessionPage() {
  const [answer, setAnswer] = useState<Answer>();
  const [sending, setSending] = useState(false);

  useEffect(() => {
    void askServer(location.href).then(setAnswer);
  }, []);

  async function confirm(): Promise<void> {
    setSending(true);
    const confirmed = await askServer(
      location.origin + location.pathname,
      new URLSearchParams(location.search),
    );
    if (confirmed.kind === 'leave') location.replace(confirmed.location);
    else setAnswer(confirmed);
  }

  if (!answer) {
    return (
      <Frame title="Sign out">
        <Waiting>Checking the request</Waiting>
      </Frame>
    );
  }
  if (answer.kind !== 'show') {
    return (
      <Frame title="Sign out">
        <Notice
          tone="bad"
          title={answer.kind === 'refused' ? answer.description : 'This request cannot be answered'}
        />
      </Frame>
    );
  }
  if (answer.body.signedOut) {
    return (
      <Frame title="Signed out">
        <Notice tone="ok" title="You are signed out here as well" />
      </Frame>
    );
  }
  return (
    <Frame title="Sign out here as well?">
      <p>
        The app has signed you out. {placeOf(location.href).name} still knows you until you sign out here.
      </p>
      {typeof answer.body.returnsTo === 'string' && (
        <p>
          You will return to <code className="break-all">{new URL(answer.body.returnsTo).host}</code>.
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" pending={sending} onClick={() => void confirm()}>
          Sign out
        </Button>
      </div>
    </Frame>
  );
}
