import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { AT_END_PX, useFollow } from './use-follow.ts';

/** A list up to this length lays out every row, so that printing and the browser's search include all rows. */
const SHORT = 200;

/** A long list lays out only the visible rows, and the row with the focus, which the keys move. */
export function LongList({
  label,
  count,
  rowHeight,
  keyOf,
  target,
  follows = false,
  opensAtEnd = false,
  backdrop,
  className = '',
  children,
}: {
  label: string;
  count: number;
  /** The estimated height of a row, in pixels, until it is measured. */
  rowHeight: number;
  keyOf(index: number): number | string;
  /** The row to scroll to when the list opens, and whenever this value changes. */
  target?: number | undefined;
  /** Whether the list scrolls to its newest row as it grows, unless the reader has scrolled away. */
  follows?: boolean;
  /** Whether a list without a target opens at its newest row. */
  opensAtEnd?: boolean;
  /** Drawn behind all rows. */
  backdrop?: ReactNode;
  className?: string;
  children(index: number): ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<number>();
  const [wanted, setWanted] = useState<number>();
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
    // With this height, the list has rows in the first paint, before anything is measured, and in tests.
    initialRect: { width: 0, height: 800 },
    rangeExtractor: (range) => rowsToLayOut(range, count, [focused, wanted]),
    ...(follows && { anchorTo: 'end', followOnAppend: true, scrollEndThreshold: AT_END_PX }),
  });
  // This call precedes the effect that scrolls to the target, because that effect decides where the list opens.
  const reader = useFollow(rows, { count, follows, opensAtEnd });

  const opened = useRef(false);
  useEffect(() => {
    // A link scrolls to the head of its row, because an opened row can be taller than the list. If the row is already
    // visible, a press does not scroll.
    const align = opened.current ? 'auto' : 'start';
    opened.current = true;
    if (target !== undefined && target >= 0) rows.scrollToIndex(target, { align });
  }, [target, rows]);
  useEffect(() => {
    if (wanted === undefined) return;
    rows.scrollToIndex(wanted);
    scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted}"] button`)?.focus();
    setWanted(undefined);
  }, [wanted, rows]);

  function move(event: KeyboardEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    // Only the button of a row reacts to these keys: a field inside an opened row needs the arrow keys.
    if (!row || row.querySelector('button') !== event.target) return;
    const next = neighbour(Number(row.getAttribute('data-index')), event.key, count);
    if (next === undefined) return;
    event.preventDefault();
    setWanted(next);
  }

  return (
    <div
      ref={scroller}
      {...reader}
      className={`min-h-0 grow overflow-y-auto print:overflow-visible ${className}`}
    >
      <div className="relative min-h-full print:h-auto!" style={{ height: rows.getTotalSize() || undefined }}>
        {backdrop}
        <ol
          aria-label={label}
          onKeyDown={move}
          onFocus={({ target: focus }) =>
            setFocused(Number(focus.closest('[data-index]')?.getAttribute('data-index') ?? 0))
          }
          onBlur={() => setFocused(undefined)}
        >
          {rows.getVirtualItems().map(({ key, index, start }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-setsize={count}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 print:relative print:transform-none!"
              style={{ transform: `translateY(${start}px)` }}
            >
              {children(index)}
            </li>
          ))}
        </ol>
      </div>
    </div>
  );
}

function rowsToLayOut(range: Range, count: number, kept: readonly (number | undefined)[]): number[] {
  if (count <= SHORT) return Array.from({ length: count }, (_, index) => index);
  const indexes = new Set(defaultRangeExtractor(range));
  for (const index of kept) if (index !== undefined && index < count) indexes.add(index);
  return [...indexes].sort((a, b) => a - b);
}

function neighbour(index: number, key: string, count: number): number | undefined {
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[key];
  return to !== undefined && to >= 0 && to < count ? to : undefined;
}
