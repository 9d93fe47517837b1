import { type Exchange, parameterOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { hasStatus, refusedFor, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  without: 'without the secret a stolen code is refused',
  with: 'with the secret from the bundle, a stolen code buys tokens',
} as const;

/** The client whose secret is in its bundle. */
export const CLIENT_ID = 'portal';

export const whyNoSecret: Chapter = {
  slug: 'why-no-secret',
  number: 2,
  title: 'Why not a secret?',
  shows: { that: 'a secret in a bundle buys tokens for everyone who reads the bundle', by: SHOWN.with },
  question: 'Why not a client secret?',
  facts: ['F3', 'F4', 'F5'],
  prediction: PREDICTION,
  proof(log) {
    const thefts = tokenRequests(log, 'authorization_code').filter(({ from }) => from === 'attacker');
    const hasSecret = ({ request }: Exchange) => parameterOf(request, 'client_secret') !== undefined;
    // A refusal of another client, or of credentials in a header, is no evidence about the secret.
    const isOfApp = ({ request }: Exchange) =>
      parameterOf(request, 'client_id') === CLIENT_ID && request.headers.authorization === undefined;
    const without = thefts.filter((theft) => isOfApp(theft) && !hasSecret(theft));
    return [
      refusedFor(SHOWN.without, without, 'client authentication failed'),
      shownBy(SHOWN.with, thefts.filter(hasStatus(200)).find(hasSecret)),
    ];
  },
  hints: ['The secret has to be somewhere in the bundle. Search for the name of the parameter.'],
};
