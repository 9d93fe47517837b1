import { createContext } from 'react';
import type { NavigationLink } from './navigation-link.ts';

/** The screens of the starter that this build has; `main.tsx` provides them. */
export const StarterLinksContext = createContext<readonly NavigationLink[]>([]);
