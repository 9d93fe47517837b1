import { CircleCheck } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/use-store.ts';
import { useAction } from '../machine/use-action.tsx';
import { attacks } from './attacks/index.ts';
import { type MatrixCell, matrixCells, playMatrix } from './attacks/matrix.ts';
import { createScoreBoard, pointsOf, scoreOf } from './attacks/score.ts';
import { MatrixTable } from './MatrixTable.tsx';

/** Shows the learner's results for each attack. On request, this browser also plays the matrix. */
export function AttackRecord() {
  const board = useMemo(() => createScoreBoard(localStorage), []);
  const scores = useStore(board);
  const [cells, setCells] = useState<readonly MatrixCell[]>([]);
  const stopped = useRef(false);
  const { pending, failure, start } = useAction();
  const total = matrixCells(attacks).length;
  const done = attacks.filter(({ slug }) => pointsOf(scoreOf(scores, slug)) > 0);

  async function play(): Promise<void> {
    stopped.current = false;
    setCells([]);
    for await (const cell of playMatrix(attacks, 'only', location.origin)) {
      if (stopped.current) return;
      setCells((before) => [...before, cell]);
      // Keeps the page responsive between two cells.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

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
                  <Link className="text-accent underline" to={`/attack/${slug}`}>
                    {title}
                  </Link>
                  : {parts.filter(Boolean).join(', ')}
                </span>
              </li>
            );
          })}
        </ul>
      ) : (
        <p>
          No attack has points yet.{' '}
          <Link className="text-accent underline" to="/attack">
            Play one
          </Link>
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3 print:hidden">
        <Button pending={pending} onClick={() => start(play)}>
          Play the matrix, one defence at a time
        </Button>
        {pending && (
          <>
            <Button
              onClick={() => {
                stopped.current = true;
              }}
            >
              Stop
            </Button>
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
