import type { NavigationLink } from '../../ui/navigation-link.ts';

export const LAB_LINKS: readonly NavigationLink[] = [
  { to: '/learn', label: 'Learn' },
  { to: '/attack', label: 'Attack' },
  { to: '/check', label: 'Check' },
];
