import type { Virtualizer } from '@tanstack/react-virtual';
import { type UIEvent, useEffect, useRef, useState } from 'react';

/** The listeners of a scrolling element, which distinguish scrolling by the reader from scrolling by the list. */
export interface ReaderListeners {
  onWheel(): void;
  onTouchMove(): void;
  onPointerDown(): void;
  onKeyDown(): void;
  onScroll(event: UIEvent<HTMLElement>): void;
}

/** A list counts as scrolled to its end within this distance, in pixels. */
export const AT_END_PX = 60;

/**
 * Keeps a growing list at its newest row, without smooth scrolling. If the reader scrolls away from the end, the list
 * stays there. After the reader has scrolled back to the end, the list follows its newest row again.
 *
 * @param opensAtEnd whether the list opens at its newest row.
 */
export function useFollow(
  rows: Pick<Virtualizer<HTMLDivElement, Element>, 'scrollToEnd'>,
  { count, follows, opensAtEnd }: { count: number; follows: boolean; opensAtEnd: boolean },
): ReaderListeners {
  const [shownBefore] = useState(opensAtEnd ? 0 : count);
  const shown = useRef(shownBefore);
  const byReader = useRef(false);
  const away = useRef(false);
  // StrictMode runs the effects twice, and the list loses its scroll position in between. After this cleanup, the second
  // run scrolls to the end, too.
  useEffect(
    () => () => {
      shown.current = shownBefore;
    },
    [shownBefore],
  );
  useEffect(() => {
    const grew = count > shown.current;
    shown.current = count;
    if (!follows || !grew || away.current) return;
    byReader.current = false;
    rows.scrollToEnd();
  }, [count, follows, rows]);
  const moves = () => {
    byReader.current = true;
  };
  return {
    onWheel: moves,
    onTouchMove: moves,
    // The reader drags the scrollbar.
    onPointerDown: moves,
    onKeyDown: moves,
    onScroll({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) {
      if (byReader.current) away.current = scrollHeight - scrollTop - clientHeight > AT_END_PX;
    },
  };
}
