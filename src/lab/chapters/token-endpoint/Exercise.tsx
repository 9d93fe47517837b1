import { useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../machine.ts';
import { ServerView } from '../../panes/ServerView.tsx';
import type { Run } from '../../run/run.ts';
import { useAction } from '../../use-action.tsx';
import { answerOf, membersOf } from '../../wire/exchange.ts';
import { tokenRequests } from '../evidence.ts';

type Form = Record<string, string>;

/** The client's token request, which can be changed and sent as often as one likes. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction();
  const [run, setRun] = useState<Run>();
  const [right, setRight] = useState<Form>({});
  const [form, setForm] = useState<Form>({});

  async function getCode(): Promise<void> {
    const started = machine.start();
    const answer = new URL(await started.obtainAnswer());
    const form = readTokenRequest(started, answer);
    setRun(started);
    setRight(form);
    setForm(form);
  }

  if (!run) {
    return (
      <div className="grid justify-items-start gap-3">
        <Button variant="primary" pending={pending} onClick={() => start(getCode)}>
          Get a code
        </Button>
        {failure}
      </div>
    );
  }
  const last = tokenRequests(log, 'authorization_code').at(-1);
  const answer = last && answerOf(last);
  return (
    <Panel
      title="POST /token"
      aside="back channel"
      foot={
        <>
          <Button
            variant="primary"
            pending={pending}
            onClick={() => start(() => run.send(tokenRequest(run, form)))}
          >
            Send POST /token
          </Button>
          <Button onClick={() => setForm(right)}>Put the right values back</Button>
          <Button pending={pending} onClick={() => start(getCode)}>
            Get another code
          </Button>
        </>
      }
    >
      <div className="grid gap-1">
        {Object.entries(form).map(([name, value]) => (
          <Field
            key={name}
            label={name}
            control={(ids) => (
              <input
                {...ids}
                className={`${CONTROL} font-mono text-sm`}
                value={value}
                spellCheck={false}
                autoComplete="off"
                onChange={({ target }) => setForm({ ...form, [name]: target.value })}
              />
            )}
          />
        ))}
        {answer && (
          <Notice
            tone={answer.status === 200 ? 'ok' : 'bad'}
            title={
              answer.status === 200
                ? '200: tokens issued'
                : `${answer.status} ${String(membersOf(answer).error)}`
            }
          >
            {answer.status !== 200 && <bdi>{String(membersOf(answer).error_description)}</bdi>}
          </Notice>
        )}
        {last && <ServerView observations={last.serverView} />}
        {failure}
      </div>
    </Panel>
  );
}

/** What the client would send now: the code of the answer, the verifier of the pending record. */
function readTokenRequest({ storage }: Run, answer: URL): Form {
  const state = answer.searchParams.get('state');
  const record: Record<string, unknown> = Object(
    JSON.parse(storage.getItem(`oauth:pending:${state}`) ?? '{}'),
  );
  return {
    grant_type: 'authorization_code',
    code: answer.searchParams.get('code') ?? '',
    redirect_uri: String(record.redirectUri),
    client_id: String(record.clientId),
    resource: String(record.resource),
    code_verifier: String(record.codeVerifier),
  };
}

function tokenRequest({ issuer }: Run, form: Form) {
  const filled = Object.entries(form).filter(([, value]) => value !== '');
  return {
    method: 'POST',
    url: `${issuer}/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams(filled).toString(),
  };
}
