import { lazy, Suspense } from 'react';
import { Link } from 'react-router-dom';
import { buttonClass } from '../../ui/Button.tsx';
import { MessageLink } from '../machine/panes/MessageLink.tsx';
import type { Lesson } from './chapters/chapter.ts';
import type { Criterion } from './chapters/criterion.ts';

const EarlierQuestions = lazy(() => import('./recall/EarlierQuestions.tsx'));

/** Says what the learner has shown in a proven chapter and which message shows it, and links to the next chapter. */
export function ChapterEnd({
  chapter,
  criteria,
  next,
}: {
  chapter: Lesson;
  criteria: readonly Criterion[];
  next: Pick<Lesson, 'slug' | 'question'> | undefined;
}) {
  const { shows } = chapter;
  const message = criteria.find(({ text }) => text === shows.by)?.message;
  return (
    <div className="grid justify-items-start gap-3">
      {criteria.every(({ met }) => met) ? (
        <p>
          <strong>Proven.</strong> You showed that {shows.that}
          {message !== undefined && (
            <>
              : <MessageLink id={message} />
            </>
          )}
          .
        </p>
      ) : (
        <p>
          <strong>Proven before.</strong> The messages in this log do not prove the chapter.
        </p>
      )}
      <Suspense fallback={null}>
        <EarlierQuestions slug={chapter.slug} />
      </Suspense>
      <Link className={buttonClass('primary')} to={`/learn/${next?.slug ?? 'finish'}`}>
        Next: {next?.question ?? 'What you have shown'}
      </Link>
    </div>
  );
}
