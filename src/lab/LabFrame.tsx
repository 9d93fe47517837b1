import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router-dom';
import { Brand } from '../ui/Brand.tsx';
import { ThemeButton } from '../ui/ThemeButton.tsx';
import { ProgressCount } from './ProgressCount.tsx';

const LINK =
  'border-b-2 border-transparent py-2 text-soft aria-[current=page]:border-ink aria-[current=page]:text-ink';

/** The frame of every screen of the lab. */
export function LabFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col md:h-dvh print:block print:h-auto">
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-rule border-b px-4 py-2 sm:px-6 print:hidden">
        <Link to="/">
          <Brand />
        </Link>
        <nav aria-label="Main" className="order-last flex w-full grow gap-x-5 sm:order-none sm:w-auto">
          <NavLink to="/learn" className={LINK}>
            Learn
          </NavLink>
          <NavLink to="/attack" className={LINK}>
            Attack
          </NavLink>
          <NavLink to="/check" className={LINK}>
            Check
          </NavLink>
          <NavLink to="/tools" className={LINK}>
            Tools
          </NavLink>
        </nav>
        <div className="flex items-center gap-5">
          <ProgressCount />
          <ThemeButton />
        </div>
      </header>
      {children}
    </div>
  );
}

/** The three parts of a screen: a rail to choose from, the text with something to do, and the machine. */
export function Workbench({
  rail,
  machine,
  children,
}: {
  rail?: ReactNode;
  machine: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      className={`grid grow grid-cols-[minmax(0,1fr)] content-start md:min-h-0 md:grid-cols-2 md:content-stretch print:block ${rail ? 'md:grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[232px_1fr_minmax(0,35rem)] xl:grid-rows-1' : 'md:grid-rows-1 xl:grid-cols-[1fr_minmax(0,35rem)]'}`}
    >
      {rail && (
        <div className="relative min-w-0 border-rule border-b md:col-span-2 xl:col-span-1 xl:overflow-y-auto xl:border-r xl:border-b-0 print:hidden">
          {rail}
        </div>
      )}
      <main className="relative min-w-0 px-4 py-8 sm:px-8 md:overflow-y-auto print:overflow-visible">
        <div className="mx-auto grid max-w-[62ch] gap-6">{children}</div>
      </main>
      <div
        data-sheet
        className="sticky bottom-0 z-10 min-w-0 border-strong border-t bg-paper md:static md:min-h-0 md:border-rule md:border-t-0 md:border-l print:static print:border-0"
      >
        {machine}
      </div>
    </div>
  );
}
