import type { Act } from '../act.ts';
import { actsOf } from '../prediction.ts';
import { PREDICTION } from './prediction.ts';

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Register the same scheme' },
  { press: 'Redeem the stolen code' },
  { press: 'Read the history' },
  { press: 'Redeem the stolen code' },
  { press: 'Turn PKCE on' },
  { press: 'Read the access log' },
  { press: 'Redeem the stolen code' },
  { press: 'Open TLS at the proxy' },
  { press: 'Redeem the stolen code' },
];
