import type { ReactNode } from 'react';
import { Link, NavLink } from 'react-router-dom';
import { Brand } from '../ui/Brand.tsx';
import { ThemeButton } from '../ui/ThemeButton.tsx';

const LINK =
  'border-b-2 border-transparent py-2 text-soft aria-[current=page]:border-ink aria-[current=page]:text-ink';

/** The frame of every screen of the lab. */
export function LabFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col lg:h-dvh print:block print:h-auto">
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
        <ThemeButton />
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
      className={`grid grow grid-cols-[minmax(0,1fr)] content-start md:grid-cols-2 lg:min-h-0 lg:content-stretch print:block ${rail ? 'lg:grid-rows-[auto_minmax(0,1fr)] xl:grid-cols-[220px_1fr_minmax(0,34rem)] xl:grid-rows-1' : 'lg:grid-rows-1 xl:grid-cols-[1fr_minmax(0,34rem)]'}`}
    >
      {rail && (
        <div className="min-w-0 border-rule border-b md:col-span-2 xl:col-span-1 xl:overflow-y-auto xl:border-r xl:border-b-0 print:hidden">
          {rail}
        </div>
      )}
      <main className="min-w-0 px-4 py-8 sm:px-8 lg:overflow-y-auto print:overflow-visible">
        <div className="mx-auto grid max-w-[62ch] gap-6">{children}</div>
      </main>
      <div className="min-w-0 border-rule border-t md:border-t-0 md:border-l lg:min-h-0 print:border-0">
        {machine}
      </div>
    </div>
  );
}
