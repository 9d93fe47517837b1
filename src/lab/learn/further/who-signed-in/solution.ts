import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { BINDINGS, NONCE_ALONE, WITH_PKCE } from './bindings.ts';
import { PREDICTION } from './prediction.ts';

const INJECT: Act = { press: 'Inject Ada’s code' };

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  { press: 'Sign in and call a tool' },
  { press: 'Call with the ID token' },
  { press: 'Replace it with an ID token for another app, with the right nonce' },
  { press: 'Replace it with the ID token of an earlier sign-in' },
  INJECT,
  { choose: NONCE_ALONE.name, of: BINDINGS.question },
  INJECT,
  { choose: WITH_PKCE.name, of: BINDINGS.question },
  INJECT,
];
