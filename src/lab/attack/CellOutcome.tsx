import { CircleCheck, CircleX, Eye } from 'lucide-react';
import type { AttackOutcome } from './attacks/play-attack.ts';

/** The outcome of a matrix cell, as an icon and a word. */
export function CellOutcome({ outcome }: { outcome: AttackOutcome }) {
  const [Icon, look, words] = outcome.succeeded
    ? ([CircleX, 'text-bad', 'harm'] as const)
    : ([CircleCheck, 'bg-ok-tint font-semibold text-ok', 'stopped'] as const);
  return (
    <span className={`flex items-center justify-center gap-1 rounded-control px-1 py-1 ${look}`}>
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {words}
      {outcome.succeeded && outcome.noticed && (
        <>
          <Eye aria-hidden className="size-3.5 shrink-0" />
          <span className="sr-only">, logged</span>
        </>
      )}
    </span>
  );
}
