import { CONNECT } from '../config.ts';
import type { NavigationLink } from '../ui/PageHeader.tsx';

/** Where the navigation of this build leads to. */
export const starterLinks: readonly NavigationLink[] = [
  { to: '/', label: 'Home' },
  { to: '/tools', label: 'Tools' },
  ...(CONNECT ? [{ to: '/connect', label: 'Connect' }] : []),
];
