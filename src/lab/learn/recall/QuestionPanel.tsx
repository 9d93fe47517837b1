import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { TextLink } from '../../../ui/TextLink.tsx';
import { chapters } from '../chapters/index.ts';
import type { AskedQuestion } from './ask.ts';
import type { RecallQuestion } from './questions.ts';

/**
 * Shows one question with its options. After the grading, also shows the reasons.
 *
 * @param onAnswer if given, the question has its own button. Otherwise the page has one button for all questions.
 */
export function QuestionPanel({
  asked: { question, options },
  choice,
  graded,
  onChoose,
  onAnswer,
}: {
  asked: AskedQuestion;
  choice: string | undefined;
  graded: boolean;
  onChoose(text: string): void;
  onAnswer?(): void;
}) {
  const choices = (
    <fieldset className="grid gap-1" disabled={graded}>
      <legend className="sr-only">{question.asks}</legend>
      {options.map((text) => (
        <label key={text} className="flex min-h-8 items-center gap-2">
          <input
            type="radio"
            name={question.asks}
            className="size-4 shrink-0"
            checked={choice === text}
            onChange={() => onChoose(text)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
  return (
    <Panel title={question.asks}>
      {onAnswer ? (
        <AnswerForm chosen={choice !== undefined} answered={graded} onAnswer={onAnswer}>
          {choices}
        </AnswerForm>
      ) : (
        choices
      )}
      {graded && <Graded question={question} choice={choice} />}
    </Panel>
  );
}

function AnswerForm({
  chosen,
  answered,
  onAnswer,
  children,
}: {
  chosen: boolean;
  answered: boolean;
  onAnswer(): void;
  children: ReactNode;
}) {
  const [pressed, setPressed] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      tabIndex={-1}
      className="grid gap-3 outline-none"
      onSubmit={(event) => {
        event.preventDefault();
        setPressed(true);
        if (!chosen) return;
        onAnswer();
        // An answer removes the button that has the keyboard focus, so this call moves the focus.
        form.current?.focus();
      }}
    >
      {children}
      {!answered && (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit">Answer</Button>
          {pressed && !chosen && (
            <p role="status" className="text-soft">
              Choose an answer first.
            </p>
          )}
        </div>
      )}
    </form>
  );
}

function Graded({ question, choice }: { question: RecallQuestion; choice: string | undefined }) {
  const { right, because, wrong, chapter } = question;
  const mistake = choice === undefined ? undefined : wrong[choice];
  const from = chapters.find(({ slug }) => slug === chapter);
  return (
    <Notice tone={mistake ? 'bad' : 'ok'} title={mistake ? `The right answer is: ${right}` : 'Right'}>
      {mistake && <p>{mistake}</p>}
      <p>
        {because} {from && <TextLink to={`/learn/${from.slug}`}>Chapter {from.number}</TextLink>}
      </p>
    </Notice>
  );
}
