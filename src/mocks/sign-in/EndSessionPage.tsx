import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import type { EndSessionPrompt } from '../authorization-server/end-session.ts';
import { tenantOf } from '../tenants.ts';
import { callServer } from './call-server.ts';
import type { PageOutcome } from './page-outcome.ts';
import { SignInLayout } from './SignInLayout.tsx';

/**
 * The page of the end-session endpoint, which asks before it signs the person out (OpenID Connect RP-Initiated Logout
 * 1.0 §2). A link on any site can open this page, so the page must not say that an app has signed the person out.
 */
export function EndSessionPage() {
  const [outcome, setOutcome] = useState<PageOutcome>();
  const [sending, setSending] = useState(false);

  useEffect(() => void callServer(location.href).then(setOutcome), []);

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
          title={outcome.kind === 'refused' ? outcome.description : 'This request is refused'}
        />
      </SignInLayout>
    );
  }
  if (outcome.body.signedOut) {
    return (
      <SignInLayout title="Signed out">
        <Notice tone="ok" title="You are signed out here" />
      </SignInLayout>
    );
  }
  // The call stays in this process: its other end is `endSession`, which builds exactly this type of body.
  const { client, person, returnsTo } = outcome.body as unknown as EndSessionPrompt;
  const server = tenantOf(location.href).name;
  return (
    <SignInLayout title={person ? 'Sign out here?' : 'You are not signed in here'}>
      {person && (
        <p>
          You are signed in at {server} as {person.name}. This page does not know who sent you here:{' '}
          {client && (
            <>
              <ServerText text={client.name} kind="name" />, or{' '}
            </>
          )}
          a link on any page. If you do not want to sign out, close this page.
        </p>
      )}
      {returnsTo !== null && (
        <p>
          You will return to <code className="break-all">{new URL(returnsTo).host}</code>.
        </p>
      )}
      {(person || returnsTo !== null) && (
        <div className="flex flex-wrap gap-3">
          <Button variant="primary" pending={sending} onClick={() => void confirm()}>
            {person ? 'Sign out' : 'Return'}
          </Button>
        </div>
      )}
    </SignInLayout>
  );
}
