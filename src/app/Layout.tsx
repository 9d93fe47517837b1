import { NavLink, Outlet, useNavigation } from 'react-router-dom';
import { Brand } from '../ui/Brand.tsx';
import { ThemeButton } from '../ui/ThemeButton.tsx';
import { Waiting } from '../ui/Waiting.tsx';

const LINK =
  'border-b-2 border-transparent py-2 text-soft aria-[current=page]:border-ink aria-[current=page]:text-ink';

export interface NavigationLink {
  to: string;
  label: string;
}

/** The frame of every screen. */
export function Layout({ links }: { links: readonly NavigationLink[] }) {
  const navigation = useNavigation();
  return (
    <>
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-rule border-b px-4 py-2 sm:px-6">
        <Brand />
        <nav
          aria-label="Main"
          className="order-last flex w-full grow flex-wrap gap-x-3 sm:gap-x-5 sm:order-none sm:w-auto"
        >
          <NavLink to="/" end className={LINK}>
            Home
          </NavLink>
          <NavLink to="/tools" className={LINK}>
            Tools
          </NavLink>
          <NavLink to="/connect" className={LINK}>
            Connect
          </NavLink>
          {links.map(({ to, label }) => (
            <NavLink key={to} to={to} className={LINK}>
              {label}
            </NavLink>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-12">
        {navigation.state === 'loading' ? <Waiting>Loading the page</Waiting> : <Outlet />}
      </main>
    </>
  );
}
