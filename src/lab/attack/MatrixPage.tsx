import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, type Pending, pressedButton } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout } from '../machine/LabLayout.tsx';
import { useTitle } from '../machine/use-title.ts';
import { AttackRail } from './AttackRail.tsx';
import { attacks } from './attacks/index.ts';
import { type MatrixCell, type MatrixKind, matrixCells, playMatrix } from './attacks/matrix.ts';
import { createScoreBoard } from './attacks/score.ts';
import { MatrixTable } from './MatrixTable.tsx';
import { WindowedAttacks } from './WindowedAttacks.tsx';

const KINDS: Record<MatrixKind, string> = { only: 'each defence alone', without: 'every defence except one' };

export function MatrixPage() {
  const board = useMemo(() => createScoreBoard(localStorage), []);
  const scores = useStore(board);
  const [kind, setKind] = useState<MatrixKind>('only');
  const [cells, setCells] = useState<readonly MatrixCell[]>([]);
  const [running, setRunning] = useState<Pending>(false);
  const [failure, setFailure] = useState<string>();
  const stopped = useRef(false);
  const total = matrixCells(attacks).length;
  useTitle('Attacks × defences');
  useEffect(() => {
    return () => {
      stopped.current = true;
    };
  }, []);

  async function run(kind: MatrixKind): Promise<void> {
    stopped.current = false;
    setKind(kind);
    setCells([]);
    setFailure(undefined);
    setRunning(pressedButton);
    try {
      for await (const cell of playMatrix(attacks, kind, location.origin)) {
        if (stopped.current) break;
        setCells((before) => [...before, cell]);
        // Keeps the page responsive between two cells.
        await new Promise((resolve) => setTimeout(resolve));
      }
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
    setRunning(false);
  }

  return (
    <LabLayout>
      <div className="grid grow grid-cols-[minmax(0,1fr)] content-start lg:min-h-0 xl:grid-cols-[220px_minmax(0,1fr)]">
        <div className="min-w-0 border-rule border-b xl:overflow-y-auto xl:border-r xl:border-b-0">
          <AttackRail scores={scores} onReset={board.reset} />
        </div>
        <main className="grid min-w-0 auto-rows-max content-start gap-5 px-4 py-8 sm:px-8 lg:overflow-y-auto">
          <h1 className="text-4xl leading-tight">Attacks × defences</h1>
          <p className="max-w-[62ch]">
            For every cell, this tab plays the whole attack, with one defence on and all others off, or with
            one defence off and all others on. A defence that the attack presupposes stays on, and a defence
            that the attacker has overcome stays off. No result is recorded in advance.
          </p>
          <div className="flex flex-wrap items-center gap-3">
            <Button variant="primary" pending={running} onClick={() => void run('only')}>
              Play {KINDS.only}
            </Button>
            <Button pending={running} onClick={() => void run('without')}>
              Play {KINDS.without}
            </Button>
            {running && (
              <Button
                onClick={() => {
                  stopped.current = true;
                }}
              >
                Stop
              </Button>
            )}
          </div>
          {(running || cells.length > 0) && (
            <div>
              <progress
                className="h-2 w-full max-w-md accent-accent"
                aria-label="Cells played"
                max={total}
                value={cells.length}
              />
              <p role="status" className="text-soft text-sm">
                {cells.length} of {total} cells played, {KINDS[kind]}
                {!running && cells.length < total && ': stopped'}
              </p>
            </div>
          )}
          {failure !== undefined && (
            <Notice tone="bad" title="A run failed, so its cell proves nothing">
              {failure}
            </Notice>
          )}
          <MatrixTable cells={cells} />
          <Notes />
          <WindowedAttacks />
        </main>
      </div>
    </LabLayout>
  );
}

/** Shows where the specifications differ from the matrix. */
function Notes() {
  return (
    <section className="max-w-[62ch]">
      <h2 className="text-2xl">Where the specifications differ</h2>
      <dl className="mt-3 grid gap-3">
        {attacks.map(
          ({ slug, title, note }) =>
            note !== undefined && (
              <div key={slug}>
                <dt className="font-semibold">{title}</dt>
                <dd>{note}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
