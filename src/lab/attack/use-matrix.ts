import { useCallback, useEffect, useRef, useState } from 'react';
import { useAction } from '../machine/use-action.tsx';
import { attacks } from './attacks/index.ts';
import { type MatrixCell, type MatrixKind, playMatrix } from './attacks/matrix.ts';

/** Plays the matrix cell by cell, until the learner stops it or leaves the page. */
export function useMatrix() {
  const [cells, setCells] = useState<readonly MatrixCell[]>([]);
  const { pending, failure, start } = useAction();
  const stopped = useRef(false);
  const stop = useCallback(() => {
    stopped.current = true;
  }, []);
  useEffect(() => stop, [stop]);

  async function play(kind: MatrixKind): Promise<void> {
    stopped.current = false;
    setCells([]);
    for await (const cell of playMatrix(attacks, kind, location.origin)) {
      if (stopped.current) return;
      setCells((before) => [...before, cell]);
      // Lets the page handle input between two cells.
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  return { cells, pending, failure, play: (kind: MatrixKind) => start(() => play(kind)), stop };
}
