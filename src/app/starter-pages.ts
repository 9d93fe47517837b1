import { CONNECT, config } from '../config.ts';
import type { NavigationLink } from '../ui/navigation-link.ts';

/** The pages that this build has servers for; the first one is where a sign-in leads. */
const mainPages: readonly NavigationLink[] = [
  ...(config.mcp ? [{ to: '/tools', label: 'Tools' }] : []),
  ...(config.api ? [{ to: '/notes', label: 'Notes' }] : []),
];

/** Where a sign-in from the home page leads. */
export const mainPage: NavigationLink = mainPages[0] ?? { to: '/', label: 'Home' };

/** Where the navigation of this build leads to. */
export const starterLinks: readonly NavigationLink[] = [
  { to: '/', label: 'Home' },
  ...mainPages,
  ...(CONNECT ? [{ to: '/connect', label: 'Connect' }] : []),
];
