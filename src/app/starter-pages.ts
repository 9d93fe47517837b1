import { CONNECT, config } from '../config.ts';
import type { NavigationLink } from '../ui/navigation-link.ts';

/** The pages whose servers are in the settings of this build. A sign-in leads to the first page. */
const mainPages: readonly NavigationLink[] = [
  ...(config.mcp ? [{ to: '/tools', label: 'Tools' }] : []),
  ...(config.api ? [{ to: '/notes', label: 'Notes' }] : []),
];

/** The page to which a sign-in from the home page leads. */
export const mainPage: NavigationLink = mainPages[0] ?? { to: '/', label: 'Home' };

/** The links in the navigation of this build. */
export const starterLinks: readonly NavigationLink[] = [
  { to: '/', label: 'Home' },
  ...mainPages,
  ...(CONNECT ? [{ to: '/connect', label: 'Connect' }] : []),
];
