import { useEffect, useState } from 'react';
import { Button, type Pending, pressedButton } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import type { AuthorizationPrompt, AuthorizationRefusal } from '../authorization-server/authorize.ts';
import { ClientOrigin, Consent } from './Consent.tsx';
import { Credentials } from './Credentials.tsx';
import { decisionForm } from './decision-form.ts';
import type { CallServer, PageOutcome } from './page-outcome.ts';
import { RefusalNotice } from './RefusalNotice.tsx';
import { SignInLayout } from './SignInLayout.tsx';
import { standingApproval } from './standing-approval.ts';

type Shown =
  | { step: 'waiting' }
  | { step: 'refused'; description: string; decided: boolean }
  | { step: 'refused before a press'; refusal: AuthorizationRefusal }
  | { step: 'asking'; prompt: AuthorizationPrompt; wrongPassword: boolean };

/** The page of the authorization endpoint, which lets the person sign in and asks for consent (RFC 6749 §3.1). */
export function AuthorizePage({ callServer }: { callServer: CallServer }) {
  const [shown, setShown] = useState<Shown>({ step: 'waiting' });
  const [sending, setSending] = useState<Pending>(false);

  useEffect(() => void open(callServer).then(setShown), [callServer]);

  async function decide(decision: 'approve' | 'deny', form: HTMLFormElement): Promise<void> {
    setSending(pressedButton);
    const person = shown.step === 'asking' ? shown.prompt.person : null;
    const decided = decisionForm(
      decision,
      new URLSearchParams(location.search),
      new FormData(form),
      person?.username,
    );
    const outcome = await callServer(location.origin + location.pathname, decided);
    if (outcome.kind === 'leave') return location.replace(outcome.location);
    const isUnknown = outcome.kind === 'refused' && outcome.status === 403;
    // The person whom the page names is not signed in any more, so the page asks the server who is signed in now.
    if (isUnknown && person) setShown(await open(callServer));
    setSending(false);
    if (outcome.kind !== 'refused' || (isUnknown && person)) return;
    setShown((before) =>
      before.step === 'asking' && isUnknown
        ? { ...before, wrongPassword: true }
        : { step: 'refused', description: outcome.description, decided: true },
    );
  }

  if (shown.step === 'waiting') {
    return (
      <SignInLayout title="Sign in">
        <Waiting>Checking the request</Waiting>
      </SignInLayout>
    );
  }
  if (shown.step === 'refused') {
    return (
      <SignInLayout title="This request is refused">
        <RefusalNotice description={shown.description} decided={shown.decided} />
      </SignInLayout>
    );
  }
  if (shown.step === 'refused before a press') return <RefusedBeforePress refusal={shown.refusal} />;
  const { prompt, wrongPassword } = shown;
  return (
    <SignInLayout title={prompt.person ? `Welcome back, ${prompt.person.name}` : 'Sign in'}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!sending) void decide('approve', event.currentTarget);
        }}
      >
        {!prompt.person && <Credentials wrong={wrongPassword} />}
        <Consent prompt={prompt} />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" variant="primary" pending={sending}>
            {prompt.person ? 'Allow' : 'Sign in and allow'}
          </Button>
          <Button
            pending={sending}
            onClick={({ currentTarget }) => {
              if (currentTarget.form) void decide('deny', currentTarget.form);
            }}
          >
            Deny
          </Button>
        </div>
      </form>
    </SignInLayout>
  );
}

/** Opens the page. If a test has stored a standing approval, also sends this approval. */
async function open(callServer: CallServer): Promise<Shown> {
  const shown = shownAfter(await callServer(location.href), false);
  const request = new URLSearchParams(location.search);
  const approval = shown.step === 'asking' && standingApproval(shown.prompt, request, localStorage);
  return approval ? shownAfter(await callServer(location.origin + location.pathname, approval), true) : shown;
}

/** What the page shows after a response. After a redirect, the page shows a waiting state until the browser leaves. */
function shownAfter(outcome: PageOutcome, decided: boolean): Shown {
  if (outcome.kind === 'refused') return { step: 'refused', description: outcome.description, decided };
  if (outcome.kind === 'show') return readBody(outcome);
  location.replace(outcome.location);
  return { step: 'waiting' };
}

function readBody({ body }: Extract<PageOutcome, { kind: 'show' }>): Shown {
  // The response comes from `authorize` in this project, which builds exactly these two types of body.
  return 'refused' in body
    ? { step: 'refused before a press', refusal: body as unknown as AuthorizationRefusal }
    : { step: 'asking', prompt: body as unknown as AuthorizationPrompt, wrongPassword: false };
}

/** The client was not registered in advance, so the browser goes to its address only after a press. */
function RefusedBeforePress({
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
