import type { Act } from '../act.ts';

/** What a person does to prove this chapter. */
export const solution: readonly Act[] = [
  { press: 'Register the same scheme' },
  { press: 'Redeem the stolen code' },
  { press: 'Read the history' },
  { press: 'Redeem the stolen code' },
  { press: 'Read the access log' },
  { press: 'Turn PKCE on' },
  { press: 'Listen at the proxy' },
  { press: 'Redeem the stolen code' },
];
