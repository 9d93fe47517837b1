import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { tenantOf } from '../tenants.ts';
import { callServer } from './call-server.ts';
import type { PageOutcome } from './page-outcome.ts';
import { SignInLayout } from './SignInLayout.tsx';

/** The end-session endpoint's page: asks before it signs the person out (OpenID Connect RP-Initiated Logout 1.0). */
export function EndSessionPage() {
  const [outcome, setOutcome] = useState<PageOutcome>();
  const [sending, setSending] = useState(false);

  useEffect(() => {
    void callServer(location.href).then(setOutcome);
  }, []);

  async function confirm(): Promise<void> {
    setSending(true);
    const confirmed = await callServer(
      location.origin + location.pathname,
      new URLSearchParams(location.search),
    );
    if (confirmed.kind === 'leave') location.replace(confirmed.location);
    else setOutcome(confirmed);
  }

  if (!outcome) {
    return (
      <SignInLayout title="Sign out">
        <Waiting>Checking the request</Waiting>
      </SignInLayout>
    );
  }
  if (outcome.kind !== 'show') {
    return (
      <SignInLayout title="Sign out">
        <Notice
          tone="bad"
          title={outcome.kind === 'refused' ? outcome.description : 'This request cannot be answered'}
        />
      </SignInLayout>
    );
  }
  if (outcome.body.signedOut) {
    return (
      <SignInLayout title="Signed out">
        <Notice tone="ok" title="You are signed out here as well" />
      </SignInLayout>
    );
  }
  return (
    <SignInLayout title="Sign out here as well?">
      <p>
        The app has signed you out. {tenantOf(location.href).name} still knows you until you sign out here.
      </p>
      {typeof outcome.body.returnsTo === 'string' && (
        <p>
          You will return to <code className="break-all">{new URL(outcome.body.returnsTo).host}</code>.
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        <Button variant="primary" pending={sending} onClick={() => void confirm()}>
          Sign out
        </Button>
      </div>
    </SignInLayout>
  );
}
