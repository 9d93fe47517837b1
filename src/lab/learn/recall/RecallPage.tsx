import { use, useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { TextLink } from '../../../ui/TextLink.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { CoursePage } from '../CoursePage.tsx';
import { ProgressContext } from '../progress-context.ts';
import { ASKED, askedQuestions } from './ask.ts';
import { dueRecall } from './due.ts';
import { QuestionPanel } from './QuestionPanel.tsx';

/** The questions are due a day and a week after the newest proof, by the calendar of this browser. */
export function RecallPage() {
  const progress = use(ProgressContext);
  const state = useStore(progress);
  const [which] = useState(() => dueRecall(state, Date.now()));
  // The questions stay the same for a day, so that a reload does not change them.
  const [asked] = useState(() =>
    askedQuestions(state.proven, ASKED, new Date().setHours(0, 0, 0, 0) / 1_000),
  );
  const [choices, setChoices] = useState<readonly (string | undefined)[]>([]);
  const [right, setRight] = useState<number>();
  const [pressed, setPressed] = useState(false);

  if (asked.length === 0) {
    return (
      <CoursePage title="Three questions">
        <p>
          The questions are about chapters that you have proven.{' '}
          <TextLink to="/learn">Prove a chapter first</TextLink>.
        </p>
      </CoursePage>
    );
  }

  function check(): void {
    const correct = asked.filter(({ question }, index) => choices[index] === question.right).length;
    setRight(correct);
    if (which) progress.recalled(which, correct);
  }

  const complete = asked.every((_, index) => choices[index] !== undefined);
  return (
    <CoursePage title="Three questions">
      <p className="max-w-[62ch]">
        {which
          ? `You last proved a chapter of the course ${which === 'day' ? 'on an earlier day' : 'a week ago or earlier'}. You remember longer what you recall after a pause.`
          : 'Nothing is due today. You can still answer, but your answers do not count.'}
      </p>
      {asked.map((each, index) => (
        <QuestionPanel
          key={each.question.asks}
          asked={each}
          choice={choices[index]}
          graded={right !== undefined}
          onChoose={(text) => setChoices(asked.map((_, at) => (at === index ? text : choices[at])))}
        />
      ))}
      {right === undefined ? (
        <div className="flex flex-wrap items-center gap-3">
          <Button
            variant="primary"
            onClick={() => {
              setPressed(true);
              if (complete) check();
            }}
          >
            Check the answers
          </Button>
          {pressed && !complete && (
            <p role="status" className="text-soft">
              Answer each question first.
            </p>
          )}
        </div>
      ) : (
        <Notice tone={right === asked.length ? 'ok' : 'wait'} title={`${right} of ${asked.length} right`}>
          {right < asked.length && 'The link beside each answer leads to the chapter that explains it. '}
          {which === 'day' && 'The next questions come a week after your newest proof.'}
        </Notice>
      )}
    </CoursePage>
  );
}
