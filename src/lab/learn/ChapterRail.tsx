import { Check, Hourglass } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { NavLink } from 'react-router-dom';
import { Notice } from '../../ui/Notice.tsx';
import { useStore } from '../../ui/use-store.ts';
import { chapters } from './chapters/index.ts';
import { further } from './further/index.ts';
import { ProgressActions } from './ProgressActions.tsx';
import type { Progress } from './progress.ts';
import { dueRecall } from './recall/due.ts';

const RECALL = '/learn/recall';

/** The other pages of the course. */
const PAGES: readonly { to: string; title: string }[] = [
  { to: '/learn/finish', title: 'What you have shown' },
  { to: '/learn/exam', title: 'Exam' },
  { to: RECALL, title: 'Three questions' },
  { to: '/learn/glossary', title: 'Glossary' },
];

export function ChapterRail({ progress }: { progress: Progress }) {
  const state = useStore(progress);
  const due = dueRecall(state, Date.now()) !== undefined;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // On a narrow screen the rail is one line, so it has to scroll to the open chapter.
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
            <RailLink to={`/learn/${slug}`} number={number} title={title}>
              {state.proven.includes(slug) && <Proven />}
            </RailLink>
          </li>
        ))}
        {further.map(({ slug, title }, index) => (
          <li
            key={slug}
            className={`shrink-0 ${index === 0 ? 'xl:mt-2 xl:border-rule xl:border-t xl:pt-2' : ''}`}
          >
            {index === 0 && (
              <p className="sr-only px-2 pb-1 font-semibold text-faint text-xs uppercase tracking-wider xl:not-sr-only xl:block xl:px-2 xl:pb-1">
                Further
              </p>
            )}
            <RailLink to={`/learn/${slug}`} title={title}>
              {state.proven.includes(slug) && <Proven />}
            </RailLink>
          </li>
        ))}
        {PAGES.map(({ to, title }, index) => (
          <li
            key={to}
            className={`shrink-0 ${index === 0 ? 'xl:mt-2 xl:border-rule xl:border-t xl:pt-2' : ''}`}
          >
            <RailLink to={to} title={title}>
              {to === RECALL && due && (
                <>
                  <Hourglass aria-hidden className="size-4 text-wait" />
                  <span className="sr-only">due today</span>
                </>
              )}
            </RailLink>
          </li>
        ))}
      </ol>
      <ProgressActions progress={progress} />
      {state.wasCorrupt && (
        <Notice tone="info" title="Your progress could not be read">
          It was reset.
        </Notice>
      )}
    </nav>
  );
}

function Proven() {
  return (
    <>
      <Check aria-hidden className="size-4 text-ok" />
      <span className="sr-only">proven</span>
    </>
  );
}

function RailLink({
  to,
  number,
  title,
  children,
}: {
  to: string;
  number?: number;
  title: string;
  children?: ReactNode;
}) {
  return (
    <NavLink
      to={to}
      className="group flex items-baseline gap-2 rounded-control px-2 py-1.5 text-sm text-soft leading-5 aria-[current=page]:bg-accent-tint aria-[current=page]:text-ink"
    >
      {number !== undefined && <span className="shrink-0 font-mono text-xs xl:w-5">{number}</span>}
      {/* A text shadow makes the open chapter bold. A shadow takes no width, so the title does not wrap differently. */}
      <span className="grow group-aria-[current=page]:[text-shadow:0.6px_0_currentColor]">{title}</span>
      <span className="w-4 shrink-0 self-center">{children}</span>
    </NavLink>
  );
}
