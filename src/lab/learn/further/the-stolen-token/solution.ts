import type { Act } from '../../chapters/act.ts';
import { actsOf } from '../../chapters/prediction.ts';
import { PREDICTION } from './prediction.ts';
import { EXTRACTABLE, ITS_NONCE, KEYS, NONCES } from './script.ts';
import { ATTEMPTS, PRESENTATIONS, WITH_PROOF } from './thefts.ts';

const SEND: Act = { press: 'Send the stolen token' };
const TRY: Act = { press: 'Try it' };
const TAKE: Act = { press: 'Let the script take the key' };
const PROVE: Act = { press: 'Make a proof, and send it ten minutes later' };

export const solution: readonly Act[] = [
  ...actsOf(PREDICTION),
  SEND,
  { choose: WITH_PROOF, of: PRESENTATIONS.question },
  SEND,
  TRY,
  ...ATTEMPTS.all.slice(1).flatMap(({ name }): Act[] => [{ choose: name, of: ATTEMPTS.question }, TRY]),
  { press: 'Let the script call from the page' },
  TAKE,
  { choose: EXTRACTABLE, of: KEYS.question },
  TAKE,
  PROVE,
  { choose: ITS_NONCE, of: NONCES.question },
  PROVE,
];
