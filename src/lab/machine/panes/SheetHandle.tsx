import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Exchange } from '../wire/exchange.ts';
import { exchangeLabel } from './diagram-lines.ts';
import { OutcomeMark } from './OutcomeMark.tsx';

/** The bar of the machine on a phone: its newest message, and the button that unfolds the machine or folds it away. */
export function SheetHandle({
  sheetOpen,
  log,
  onToggle,
}: {
  sheetOpen: boolean;
  log: readonly Exchange[];
  onToggle(): void;
}) {
  const newest = log.at(-1);
  const Icon = sheetOpen ? ChevronDown : ChevronUp;
  return (
    <button
      type="button"
      aria-expanded={sheetOpen}
      aria-controls="machine-view"
      onClick={onToggle}
      className="flex min-h-12 w-full cursor-pointer items-center gap-2 px-4 py-2 text-left md:hidden print:hidden"
    >
      <Icon aria-hidden className="size-5 shrink-0 text-accent" />
      <span className="shrink-0 whitespace-nowrap font-semibold">
        {sheetOpen ? 'Fold the machine away' : 'The machine'}
      </span>
      {!sheetOpen && (
        <span className="ml-auto flex min-w-0 items-center gap-2 text-sm">
          {newest ? (
            <>
              <span className="truncate">
                {newest.id} {exchangeLabel(newest)}
              </span>
              <OutcomeMark exchange={newest} />
            </>
          ) : (
            <span className="text-soft">nothing sent yet</span>
          )}
        </span>
      )}
    </button>
  );
}
