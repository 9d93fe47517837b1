import { Notice } from '../../../ui/Notice.tsx';
import { TextLink } from '../../../ui/TextLink.tsx';

/** How many wrong answers an exam may have to be passed. */
const MOST_WRONG = 1;

export function ExamResult({ seed, results }: { seed: number; results: readonly boolean[] }) {
  const right = results.filter(Boolean).length;
  const passed = results.length - right <= MOST_WRONG;
  return (
    <Notice tone={passed ? 'ok' : 'wait'} title={`${right} of ${results.length} cases are right`}>
      <p>
        {passed
          ? 'You can read a trace of this protocol.'
          : 'Go back to the chapters of the cases that you got wrong, and draw other cases.'}{' '}
        The number {seed} drew the cases of this exam. The address{' '}
        <TextLink to={`/learn/exam?seed=${seed}`}>/learn/exam?seed={seed}</TextLink> draws the same cases
        again, with other values.
      </p>
    </Notice>
  );
}
