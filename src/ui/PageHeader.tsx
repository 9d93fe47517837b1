import { type ReactNode, use, useState } from 'react';
import { NavLink } from 'react-router-dom';
import { Brand } from './Brand.tsx';
import { Button } from './Button.tsx';
import type { NavigationLink } from './navigation-link.ts';
import { StarterLinksContext } from './starter-links.ts';

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

/** The first control of the keyboard, visible only with the focus, leads past the navigation. */
function SkipLink() {
  return (
    // A button, because a fragment in the address would select a message of the lab.
    <button
      type="button"
      onClick={() => {
        const main = document.querySelector('main');
        if (!main) return;
        main.tabIndex = -1;
        main.focus();
      }}
      className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20 focus:rounded-control focus:border focus:border-strong focus:bg-raised focus:px-4 focus:py-2 focus:text-accent"
    >
      Skip to the content
    </button>
  );
}

type Theme = 'light' | 'dark';

/** The choice is remembered. Until then, the system decides (see public/theme.js). */
function ThemeButton() {
  const [theme, setTheme] = useState(currentTheme);
  const other: Theme = theme === 'dark' ? 'light' : 'dark';
  return (
    <Button
      onClick={() => {
        document.documentElement.dataset.theme = other;
        remember(other);
        setTheme(other);
      }}
    >
      Theme{theme && <span className="sr-only">: use {other}</span>}
    </Button>
  );
}

/** The theme in use; `undefined` in the build, where there is no document. */
function currentTheme(): Theme | undefined {
  if (typeof document === 'undefined') return undefined;
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // If the browser blocks storage, the theme applies until the page is closed.
  }
}
