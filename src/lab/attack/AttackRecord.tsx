import { CircleCheck } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { useStore } from '../../ui/use-store.ts';
import { attacks } from './attacks/index.ts';
import { matrixCells } from './attacks/matrix.ts';
import { pointsOf, scoreBoard, scoreOf } from './attacks/score.ts';
import { MatrixTable } from './MatrixTable.tsx';
import { useMatrix } from './use-matrix.ts';

/** Shows the learner's results for each attack. On request, this browser also plays the matrix. */
export function AttackRecord() {
  const scores = useStore(scoreBoard());
  const { cells, pending, failure, play, stop } = useMatrix();
  const total = matrixCells(attacks).length;
  const done = attacks.filter(({ slug }) => pointsOf(scoreOf(scores, slug)) > 0);

  return (
    <>
      {done.length > 0 ? (
        <ul className="grid gap-1 sm:grid-cols-2">
          {done.map(({ slug, title }) => {
            const { attacked, defended, answered } = scoreOf(scores, slug);
            const parts = [attacked && 'attacked', defended && 'defended', answered && 'understood'];
            return (
              <li key={slug} className="flex items-baseline gap-2">
                <CircleCheck aria-hidden className="size-4 shrink-0 self-center text-ok" />
                <span>
                  <TextLink to={`/attack/${slug}`}>{title}</TextLink>: {parts.filter(Boolean).join(', ')}
                </span>
              </li>
            );
          })}
        </ul>
      ) : (
        <p>
          No attack has points yet. <TextLink to="/attack">Play one</TextLink>
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3 print:hidden">
        <Button pending={pending} onClick={() => play('only')}>
          Play the matrix, one defence at a time
        </Button>
        {pending && (
          <>
            <Button onClick={stop}>Stop</Button>
            <span role="status" className="text-soft text-sm">
              {cells.length} of {total} cells
            </span>
          </>
        )}
      </div>
      {failure}
      {cells.length > 0 && <MatrixTable cells={cells} />}
    </>
  );
}
