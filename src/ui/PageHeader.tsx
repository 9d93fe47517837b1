import { type ReactNode, use } from 'react';
import { NavLink } from 'react-router-dom';
import { Brand } from './Brand.tsx';
import type { NavigationLink } from './navigation-link.ts';
import { SkipLink } from './SkipLink.tsx';
import { StarterLinksContext } from './starter-links.ts';
import { ThemeButton } from './ThemeButton.tsx';

/**
 * Shows the header of every screen, with one navigation for the starter and for plugins such as the lab.
 *
 * @param links the destinations in addition to the starter's screens.
 * @param aside shown beside the theme button.
 */
export function PageHeader({ links, aside }: { links: readonly NavigationLink[]; aside?: ReactNode }) {
  const starterLinks = use(StarterLinksContext);
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-rule border-b px-4 py-2 sm:px-6 print:hidden">
      <SkipLink />
      <Brand />
      <nav
        aria-label="Main"
        className="order-last flex w-full grow flex-wrap gap-x-5 max-sm:gap-x-2 max-sm:text-sm md:order-none md:w-auto"
      >
        {[...starterLinks, ...links].map(({ to, label }) => (
          <NavLink
            key={to}
            to={to}
            end={to === '/'}
            className="border-b-2 border-transparent py-2 text-soft aria-[current=page]:border-ink aria-[current=page]:text-ink"
          >
            {label}
          </NavLink>
        ))}
      </nav>
      <div className="flex items-center gap-5">
        {aside}
        <ThemeButton />
      </div>
    </header>
  );
}
