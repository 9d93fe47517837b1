import { useId, useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { ServerView } from '../../../machine/panes/ServerView.tsx';
import type { Run } from '../../../machine/run/run.ts';
import { formMessage, type TokenForm, tokenForm } from '../../../machine/run/token-request.ts';
import { type Exchange, rejectionIn } from '../../../machine/wire/exchange.ts';
import { isSpent, tokenRequests } from '../evidence.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { WholeValueInput } from '../WholeValueInput.tsx';
import { SHOWN } from './chapter.ts';
import { shownByForm } from './form-next.ts';

/** Lets the learner change the client's token request, and send it any number of times. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, press, clear } = usePress(machine, log);
  const formId = useId();
  const [run, setRun] = useState<Run>();
  const [right, setRight] = useState<TokenForm>({});
  const [form, setForm] = useState<TokenForm>({});
  const shows = shownByForm(form, right);
  const unchanged = shows.includes(SHOWN.right);
  // The refusals come first, in any order, because the unchanged request uses up the code.
  const refusals = useNextPress(shows);
  const inOrder = useNextPress();
  const send = unchanged ? inOrder(...shows) : refusals(...shows);
  // The last criteria are about the code that was presented twice.
  const needsCode = isSpent(right.code ?? '', log) && send === 'secondary';
  const somethingNext = inOrder(...Object.values(SHOWN));

  async function getCode(): Promise<void> {
    const started = machine.start();
    const form = tokenForm(started, await started.authorize());
    setRun(started);
    setRight(form);
    setForm(form);
  }

  /** Clears the report, which is about the form before this change. */
  function change(changed: TokenForm): void {
    clear();
    setForm(changed);
  }

  if (!run) {
    return (
      <Panel
        title="Then send it yourself"
        foot={
          <Button variant="primary" {...press(getCode)}>
            Get a code
          </Button>
        }
      >
        <p>The client signs a person in and stops before its token request. You send that request.</p>
        {report}
      </Panel>
    );
  }
  const newest = log.at(-1);
  const newestIsRequest = newest && tokenRequests([newest], 'authorization_code').length > 0;
  return (
    <Panel
      title="POST /token"
      aside="back channel"
      foot={
        <>
          <Button variant={send} pending={pending} type="submit" form={formId}>
            Send POST /token
          </Button>
          <Button
            variant={unchanged || needsCode || send === 'primary' ? 'secondary' : somethingNext}
            onClick={() => change(right)}
          >
            Put the right values back
          </Button>
          <Button variant={needsCode ? somethingNext : 'secondary'} {...press(getCode)}>
            Get another code
          </Button>
        </>
      }
    >
      <p className="text-soft text-sm">
        Each code is good for a minute. Long values wrap, so you see each of them in full.
      </p>
      <form
        id={formId}
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) start(() => run.send(formMessage(`${run.issuer}/token`, form)));
        }}
      >
        {Object.entries(form).map(([name, value]) => (
          <div key={name} className="grid items-center gap-x-3 sm:grid-cols-[8.5rem_minmax(0,1fr)]">
            {/* The label does not contain the field, because the text of the field would become part of the label. */}
            <label htmlFor={`${formId}-${name}`} className="font-mono text-sm">
              {name}
            </label>
            <WholeValueInput
              id={`${formId}-${name}`}
              value={value}
              onChange={(changed) => change({ ...form, [name]: changed })}
            />
          </div>
        ))}
        {report}
        {report && newestIsRequest && isMalformed(newest) && (
          <Notice tone="info" title="This does not count as a wrong verifier yet">
            This verifier does not have 43 to 128 of the allowed characters, so the server refused its form,
            and compared nothing. Put the right values back, and change one character.
          </Notice>
        )}
        {report && newestIsRequest && <ServerView observations={newest.serverView} />}
      </form>
    </Panel>
  );
}

const isMalformed = (exchange: Exchange): boolean => rejectionIn(exchange) === 'malformed code_verifier';
