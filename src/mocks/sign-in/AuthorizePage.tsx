import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import type { AuthorizationPrompt, AuthorizationRefusal } from '../authorization-server/authorize.ts';
import type { Answer, AskServer } from './answer.ts';
import { Consent } from './Consent.tsx';
import { Credentials } from './Credentials.tsx';
import { Frame } from './Frame.tsx';
import { RefusedBeforePress } from './RefusedBeforePress.tsx';
import { standingApproval } from './standing-approval.ts';

type Shown =
  | { step: 'waiting' }
  | { step: 'refused'; description: string }
  | { step: 'refused before a press'; refusal: AuthorizationRefusal }
  | { step: 'asking'; prompt: AuthorizationPrompt; wrongPassword: boolean };

/** The authorization endpoint's page: signs the person in and asks for consent (RFC 6749 §3.1). */
export function AuthorizePage({ ask }: { ask: AskServer }) {
  const [shown, setShown] = useState<Shown>({ step: 'waiting' });
  const [sending, setSending] = useState(false);

  useEffect(() => {
    void open(ask).then((answer) => {
      if (answer.kind === 'leave') location.replace(answer.location);
      else if (answer.kind === 'refused') setShown({ step: 'refused', description: answer.description });
      else setShown(readBody(answer));
    });
  }, [ask]);

  async function decide(decision: 'approve' | 'deny', form: HTMLFormElement): Promise<void> {
    setSending(true);
    const answer = await ask(location.origin + location.pathname, decisionForm(decision, form));
    if (answer.kind === 'leave') return location.replace(answer.location);
    setSending(false);
    if (answer.kind !== 'refused') return;
    setShown((before) =>
      before.step === 'asking' && answer.status === 401
        ? { ...before, wrongPassword: true }
        : { step: 'refused', description: answer.description },
    );
  }

  if (shown.step === 'waiting') {
    return (
      <Frame title="Sign in">
        <Waiting>Checking the request</Waiting>
      </Frame>
    );
  }
  if (shown.step === 'refused') {
    return (
      <Frame title="This request cannot be answered">
        <Notice tone="bad" title={shown.description}>
          You were not sent back, because it is not certain where to. Close this page, or go back by hand.
        </Notice>
      </Frame>
    );
  }
  if (shown.step === 'refused before a press') return <RefusedBeforePress refusal={shown.refusal} />;
  const { prompt, wrongPassword } = shown;
  return (
    <Frame title={prompt.person ? `Welcome back, ${prompt.person.name}` : 'Sign in'}>
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
    </Frame>
  );
}

/** What the server says to the request that opened the page, or to the approval that a test has left for it. */
async function open(ask: AskServer): Promise<Answer> {
  const answer = await ask(location.href);
  const shown = answer.kind === 'show' ? readBody(answer) : undefined;
  const request = new URLSearchParams(location.search);
  const approval = shown?.step === 'asking' && standingApproval(shown.prompt, request, localStorage);
  return approval ? ask(location.origin + location.pathname, approval) : answer;
}

function readBody({ body }: Extract<Answer, { kind: 'show' }>): Shown {
  // In process: the other end of this call is `authorize`, which builds exactly these two.
  return 'refused' in body
    ? { step: 'refused before a press', refusal: body as unknown as AuthorizationRefusal }
    : { step: 'asking', prompt: body as unknown as AuthorizationPrompt, wrongPassword: false };
}

/** The request as it came, with what the person decided. */
function decisionForm(decision: string, form: HTMLFormElement): URLSearchParams {
  const typed = new FormData(form);
  const decided = new URLSearchParams(location.search);
  decided.set('decision', decision);
  decided.set('granted_scope', typed.getAll('scope').map(String).join(' '));
  const username = typed.get('username');
  if (username !== null) {
    decided.set('username', String(username));
    decided.set('password', String(typed.get('password')));
  }
  return decided;
}
