import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { AttackLayout } from './AttackLayout.tsx';
import { attacks } from './attacks/index.ts';
import { type MatrixKind, matrixCells } from './attacks/matrix.ts';
import { MatrixTable } from './MatrixTable.tsx';
import { useMatrix } from './use-matrix.ts';
import { WindowedAttacks } from './WindowedAttacks.tsx';

const KINDS: Record<MatrixKind, string> = { only: 'each defence alone', without: 'every defence except one' };

export function MatrixPage() {
  const [kind, setKind] = useState<MatrixKind>('only');
  const { cells, pending, failure, play, stop } = useMatrix();
  const total = matrixCells(attacks).length;

  function run(kind: MatrixKind): void {
    setKind(kind);
    play(kind);
  }

  return (
    <AttackLayout title="Attacks × defences">
      <p className="max-w-[62ch]">
        For every cell, this tab plays the whole attack, with one defence on and all others off, or with one
        defence off and all others on. A defence that the attack presupposes stays on, and a defence that the
        attacker has overcome stays off. No result is recorded in advance.
      </p>
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" pending={pending} onClick={() => run('only')}>
          Play {KINDS.only}
        </Button>
        <Button pending={pending} onClick={() => run('without')}>
          Play {KINDS.without}
        </Button>
        {pending && <Button onClick={stop}>Stop</Button>}
      </div>
      {(pending || cells.length > 0) && (
        <div>
          <progress
            className="h-2 w-full max-w-md accent-accent"
            aria-label="Cells played"
            max={total}
            value={cells.length}
          />
          <p role="status" className="text-soft text-sm">
            {cells.length} of {total} cells played, {KINDS[kind]}
            {!pending && cells.length < total && ': stopped'}
          </p>
        </div>
      )}
      {failure}
      <MatrixTable cells={cells} />
      <Notes />
      <WindowedAttacks />
    </AttackLayout>
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
