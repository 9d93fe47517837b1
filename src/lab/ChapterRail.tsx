import { CircleCheck } from 'lucide-react';
import { NavLink } from 'react-router-dom';
import { Notice } from '../ui/Notice.tsx';
import { chapters } from './chapters/index.ts';
import type { ProgressState } from './progress.ts';

/** The chapters, in order, and which of them are proven. */
export function ChapterRail({ progress, onReset }: { progress: ProgressState; onReset(): void }) {
  return (
    <nav aria-label="Chapters" className="grid content-start gap-3 p-3">
      <h2 className="px-3 font-semibold font-sans text-faint text-xs uppercase tracking-wider">Chapters</h2>
      <ol className="grid gap-1">
        {chapters.map(({ slug, number, title }) => (
          <li key={slug}>
            <NavLink
              to={`/learn/${slug}`}
              className="flex items-baseline gap-3 rounded-control px-3 py-2 text-soft aria-[current=page]:bg-accent-tint aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              <span className="w-5 font-mono text-sm">{number}</span>
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
      <p className="px-3 text-soft text-sm">
        {progress.proven.length} of {chapters.length} proven
      </p>
      {progress.wasCorrupt && (
        <Notice tone="info" title="Your progress could not be read">
          It was reset; nothing else was lost.
        </Notice>
      )}
      {progress.proven.length > 0 && (
        <button
          type="button"
          onClick={onReset}
          className="cursor-pointer justify-self-start px-3 text-accent text-sm underline"
        >
          Reset progress
        </button>
      )}
    </nav>
  );
}
