import { CircleCheck, CircleX, Eye } from 'lucide-react';
import type { AttackOutcome } from './attacks/play-attack.ts';

/** Shows the outcome of a matrix cell as icons beside a word. In a narrow column, the icons are above the word. */
export function CellOutcome({ outcome, narrow = false }: { outcome: AttackOutcome; narrow?: boolean }) {
  const [Icon, look, words] = outcome.succeeded
    ? ([CircleX, 'text-bad', 'harm'] as const)
    : ([CircleCheck, 'bg-ok-tint font-semibold text-ok', 'stopped'] as const);
  return (
    <span
      className={`flex items-center justify-center rounded-control ${narrow ? 'flex-col px-0.5 py-0.5' : 'gap-1 px-1 py-1'} ${look}`}
    >
      <span className="flex gap-1">
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {outcome.succeeded && outcome.noticed && <Eye aria-hidden className="size-3.5 shrink-0" />}
      </span>
      {words}
      {outcome.succeeded && outcome.noticed && <span className="sr-only">, logged</span>}
    </span>
  );
}
