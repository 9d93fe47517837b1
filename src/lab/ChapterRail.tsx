import { CircleCheck } from 'lucide-react';
import { NavLink } from 'react-router-dom';
import { Notice } from '../ui/Notice.tsx';
import { chapters } from './chapters/index.ts';
import { download } from './download.ts';
import type { ProgressState } from './progress.ts';

/** The chapters, in order, and which of them are proven. */
export function ChapterRail({ progress, onReset }: { progress: ProgressState; onReset(): void }) {
  return (
    <nav
      aria-label="Chapters"
      className="grid grid-cols-[minmax(0,1fr)] content-start gap-x-4 gap-y-2 p-2 xl:gap-3 xl:p-3"
    >
      <h2 className="sr-only px-3 font-semibold font-sans text-faint text-xs uppercase tracking-wider xl:not-sr-only">
        Chapters
      </h2>
      <ol className="relative flex gap-1 overflow-x-auto xl:grid">
        {chapters.map(({ slug, number, title }) => (
          <li key={slug} className="shrink-0">
            <NavLink
              to={`/learn/${slug}`}
              className="flex items-baseline gap-2 rounded-control xl:gap-3 px-3 py-2 text-soft aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              <span className="font-mono text-sm xl:w-5">{number}</span>
              <span className="grow">{title}</span>
              {progress.proven.includes(slug) && (
                <>
                  <CircleCheck aria-hidden className="size-4 self-center text-ok" />
                  <span className="sr-only">proven</span>
                </>
              )}
            </NavLink>
          </li>
        ))}
      </ol>
      <p className="flex gap-4 px-3 text-soft text-sm xl:grid xl:gap-2">
        <span>
          {progress.proven.length} of {chapters.length} proven
        </span>
        {progress.proven.length > 0 && (
          <button
            type="button"
            onClick={onReset}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Reset progress
          </button>
        )}
        {progress.proven.length > 0 && (
          <button
            type="button"
            onClick={() => download('pkce-lab-progress.json', JSON.stringify(progress.proven, null, 2))}
            className="cursor-pointer justify-self-start text-accent underline"
          >
            Take it along
          </button>
        )}
      </p>
      {progress.wasCorrupt && (
        <Notice tone="info" title="Your progress could not be read">
          It was reset; nothing else was lost.
        </Notice>
      )}
    </nav>
  );
}
