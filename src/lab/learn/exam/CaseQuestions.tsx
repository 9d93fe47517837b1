import { type ReactNode, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { CONTROL, Field } from '../../../ui/Field.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { requestLabel } from '../../machine/panes/diagram-lines.ts';
import { MessageLink } from '../../machine/panes/MessageLink.tsx';
import { type Answer, type DrawnCase, gradeAnswer, type PlayedCase } from './exam.ts';
import type { AttackEnd } from './exam-attacks.ts';
import { HashBench } from './HashBench.tsx';

const ENDS: readonly { end: AttackEnd['end']; text: string }[] = [
  { end: 'harm', text: 'The attack did harm' },
  { end: 'refused by a server', text: 'A server refused the attack' },
  { end: 'stopped by the client', text: 'The client stopped the attack by itself' },
];

const NO_MESSAGE = 'none';

/** Shows the questions about one run. After the decision, also shows what the servers of the run recorded. */
export function CaseQuestions({
  drawn,
  played,
  position,
  answer,
  onAnswer,
  children,
}: {
  drawn: DrawnCase;
  played: PlayedCase;
  position: string;
  answer: Answer | undefined;
  onAnswer(answer: Answer): void;
  /** The button to continue after the decision. */
  children: ReactNode;
}) {
  const [what, setWhat] = useState<string>();
  const [end, setEnd] = useState<string>();
  const [refused, setRefused] = useState('');
  const [pressed, setPressed] = useState(false);
  const attack = drawn.kind === 'attack';
  const complete = what !== undefined && (!attack || end !== undefined) && refused !== '';
  return (
    <>
      <Panel
        title={position}
        aside={attack ? 'an attack was tried' : 'one request was refused'}
        foot={
          answer ? (
            children
          ) : (
            <>
              <Button
                variant="primary"
                onClick={() => {
                  setPressed(true);
                  if (!complete) return;
                  onAnswer({ what, end, refusedId: refused === NO_MESSAGE ? undefined : Number(refused) });
                }}
              >
                Answer
              </Button>
              {pressed && !complete && (
                <p role="status" className="self-center text-soft">
                  Answer each question first.
                </p>
              )}
            </>
          )
        }
      >
        <div className="grid gap-5">
          <Choice
            legend={attack ? 'Which attack is it?' : 'By which rule was the request refused?'}
            options={drawn.options.map((option) => ({ value: option, text: option }))}
            chosen={what}
            disabled={answer !== undefined}
            onChoose={setWhat}
          />
          {attack && (
            <Choice
              legend="How did the attack end?"
              options={ENDS.map((each) => ({ value: each.end, text: each.text }))}
              chosen={end}
              disabled={answer !== undefined}
              onChoose={setEnd}
            />
          )}
          <Field
            label={`Which message did a server refuse ${attack ? 'because of the attack' : 'by this rule'}?`}
            control={(ids) => (
              <select
                {...ids}
                className={CONTROL}
                value={refused}
                disabled={answer !== undefined}
                onChange={({ target }) => setRefused(target.value)}
              >
                <option value="">Choose one</option>
                {attack && <option value={NO_MESSAGE}>None</option>}
                {played.log.map(({ id, request }) => (
                  <option key={id} value={id}>
                    {id}: {requestLabel(request)}
                  </option>
                ))}
              </select>
            )}
          />
        </div>
      </Panel>
      {answer ? <Verdict played={played} answer={answer} /> : <HashBench />}
    </>
  );
}

function Choice({
  legend,
  options,
  chosen,
  disabled,
  onChoose,
}: {
  legend: string;
  options: readonly { value: string; text: string }[];
  chosen: string | undefined;
  disabled: boolean;
  onChoose(value: string): void;
}) {
  return (
    <fieldset className="grid gap-1" disabled={disabled}>
      <legend className="mb-1 font-semibold">{legend}</legend>
      {options.map(({ value, text }) => (
        <label key={value} className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name={legend}
            className="size-4"
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

/** Shows what the servers of the run recorded, beside the learner's decisions. */
function Verdict({ played: { truth }, answer }: { played: PlayedCase; answer: Answer }) {
  const grade = gradeAnswer(truth, answer);
  const right = Object.values(grade).every(Boolean);
  return (
    <Notice tone={right ? 'ok' : 'bad'} title={right ? 'Right' : 'Not right'}>
      <ul className="grid gap-1">
        <li>
          The right answer is <strong>{truth.what}</strong>
          {!grade.what && `, and not ${answer.what}`}.
        </li>
        {truth.end && (
          <li>
            {ENDS.find(({ end }) => end === truth.end)?.text}. {truth.reason}
          </li>
        )}
        <li>
          {truth.refusedIds.length === 0
            ? 'No server refused a message because of the attack.'
            : 'The servers refused '}
          {truth.refusedIds.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              <MessageLink id={id} />
            </span>
          ))}
          {truth.refusedIds.length > 0 && '. The machine shows the private view of the servers now.'}
        </li>
      </ul>
    </Notice>
  );
}
