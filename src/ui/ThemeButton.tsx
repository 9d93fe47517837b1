import { useState } from 'react';
import { Button } from './Button.tsx';

type Theme = 'light' | 'dark';

/**
 * Switches between the light and the dark theme, and remembers the choice. Until the user chooses, the system decides
 * (see public/theme.js).
 */
export function ThemeButton() {
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
