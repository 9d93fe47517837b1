import { Link } from 'react-router-dom';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { chapters } from '../chapters/index.ts';
import type { AskedQuestion } from './ask.ts';
import type { RecallQuestion } from './questions.ts';

/** One question with its options; once it is graded, with the reasons. */
export function QuestionPanel({
  asked: { question, options },
  choice,
  graded,
  onChoose,
}: {
  asked: AskedQuestion;
  choice: string | undefined;
  graded: boolean;
  onChoose(text: string): void;
}) {
  return (
    <Panel title={question.asks}>
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
      {graded && <Graded question={question} choice={choice} />}
    </Panel>
  );
}

function Graded({ question, choice }: { question: RecallQuestion; choice: string | undefined }) {
  const { right, because, wrong, chapter } = question;
  const mistake = wrong.find(({ text }) => text === choice);
  const from = chapters.find(({ slug }) => slug === chapter);
  return (
    <div className="mt-4">
      <Notice tone={mistake ? 'bad' : 'ok'} title={mistake ? `It is: ${right}` : 'Right'}>
        {mistake && <p>{mistake.because}</p>}
        <p>
          {because}{' '}
          {from && (
            <Link className="text-accent underline" to={`/learn/${from.slug}`}>
              Chapter {from.number}
            </Link>
          )}
        </p>
      </Notice>
    </div>
  );
}
