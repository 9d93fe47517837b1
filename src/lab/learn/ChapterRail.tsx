import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { Notice } from '../../ui/Notice.tsx';
import { download } from '../machine/download.ts';
import { chapters } from './chapters/index.ts';
import type { ProgressState } from './progress.ts';

/** The chapters, in order, and which of them are proven. */
export function ChapterRail({ progress, onReset }: { progress: ProgressState; onReset(): void }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // On a narrow screen the rail is one line: scroll it to the open chapter.
    const open = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (open && list.current) list.current.scrollLeft = open.offsetLeft - 12;
  }, []);
  return (
    <nav
      aria-label="Chapters"
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-x-4 gap-y-1 px-2 py-1.5 xl:gap-3 xl:px-3 xl:py-4"
    >
      <h2 className="sr-only px-2 font-sans font-semibold text-faint text-xs uppercase tracking-wider xl:not-sr-only xl:px-2">
        Chapters
      </h2>
      <ol ref={list} className="relative flex gap-0.5 overflow-x-auto xl:grid">
        {chapters.map(({ slug, number, title }) => (
          <li key={slug} className="shrink-0">
            <NavLink
              to={`/learn/${slug}`}
              className="flex items-baseline gap-2 rounded-control px-2 py-1.5 text-sm text-soft leading-5 aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              <span className="font-mono font-normal text-xs xl:w-5">{number}</span>
              <span className="grow">{title}</span>
              {progress.proven.includes(slug) && (
                <>
                  <Check aria-hidden className="size-4 shrink-0 self-center text-ok" />
                  <span className="sr-only">proven</span>
                </>
              )}
            </NavLink>
          </li>
        ))}
      </ol>
      {progress.proven.length > 0 && (
        <p className="flex gap-4 px-2 text-sm xl:grid xl:gap-1">
          <button
            type="button"
            onClick={() => download('pkce-lab-progress.json', JSON.stringify(progress.proven, null, 2))}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Export progress
          </button>
          <button
            type="button"
            onClick={onReset}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Reset progress
          </button>
        </p>
      )}
      {progress.wasCorrupt && (
        <Notice tone="info" title="Your progress could not be read">
          It was reset. Nothing else was lost.
        </Notice>
      )}
    </nav>
  );
}
