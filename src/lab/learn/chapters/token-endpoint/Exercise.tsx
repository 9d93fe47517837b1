import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { CONTROL } from '../../../../ui/Field.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { ServerText } from '../../../../ui/ServerText.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { ServerView } from '../../../machine/panes/ServerView.tsx';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage, type TokenForm, tokenForm } from '../../../machine/run/token-request.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { membersOf, responseOf } from '../../../machine/wire/exchange.ts';
import { tokenRequests } from '../evidence.ts';

/** The client's token request, to be changed and sent any number of times. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, failure, start } = useAction(machine);
  const [run, setRun] = useState<Run>();
  const [right, setRight] = useState<TokenForm>({});
  const [form, setForm] = useState<TokenForm>({});

  async function getCode(): Promise<void> {
    const started = machine.start();
    const form = tokenForm(started, await started.authorize());
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
  const response = last && responseOf(last);
  return (
    <Panel
      title="POST /token"
      aside="back channel"
      foot={
        <>
          <Button
            variant="primary"
            pending={pending}
            onClick={() => start(() => run.send(formMessage(`${run.issuer}/token`, form)))}
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
      <div className="grid gap-2">
        {Object.entries(form).map(([name, value]) => (
          <label key={name} className="grid items-center gap-x-3 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
            <code className="text-sm">{name}</code>
            <input
              className={`${CONTROL} font-mono text-sm`}
              value={value}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => setForm({ ...form, [name]: target.value })}
            />
          </label>
        ))}
        {response && (
          <Notice
            tone={response.status === 200 ? 'ok' : 'bad'}
            title={
              response.status === 200
                ? '200: tokens issued'
                : `${response.status} ${String(membersOf(response).error)}`
            }
          >
            {response.status !== 200 && (
              <ServerText text={String(membersOf(response).error_description)} kind="description" />
            )}
          </Notice>
        )}
        {last && <ServerView observations={last.serverView} />}
        {failure}
      </div>
    </Panel>
  );
}
