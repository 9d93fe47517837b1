import { type Exchange, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import { openedAuthorization } from '../../../machine/wire/opened-authorization.ts';
import type { Chapter } from '../chapter.ts';
import { refusedFor, runsOf, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

interface RoundTrip {
  /** The value in the response, and the expected one. */
  state: [received: string | undefined, sent: string | null];
  issuer: [received: string | undefined, asked: string];
  tokenRequests: number;
  granted: boolean;
}

function roundTrip(run: readonly Exchange[]): RoundTrip | undefined {
  const sent = openedAuthorization(run);
  const arrival = run.find(({ to }) => to === 'client');
  if (!sent || !arrival) return undefined;
  const exchanges = tokenRequests(run, 'authorization_code');
  return {
    state: [parameterOf(arrival.request, 'state'), sent.searchParams.get('state')],
    issuer: [parameterOf(arrival.request, 'iss'), (sent.origin + sent.pathname).replace(/\/authorize$/, '')],
    tokenRequests: exchanges.length,
    granted: exchanges.some((exchange) => responseOf(exchange)?.status === 200),
  };
}

export const outAndBack: Chapter = {
  slug: 'out-and-back',
  number: 8,
  title: 'Out and back',
  question: 'Out and back: who may answer?',
  facts: ['F31', 'F32', 'F33'],
  proof(log) {
    const trips = runsOf(log).flatMap((run) => roundTrip(run) ?? []);
    const typed = log.flatMap(({ request }) => parameterOf(request, 'password') ?? []);
    const atClient = JSON.stringify(log.filter(({ from, to }) => from === 'client' || to === 'client'));
    return [
      {
        text: 'unchanged, the response buys a token',
        met: trips.some(
          ({ state, issuer, granted }) => state[0] === state[1] && issuer[0] === issuer[1] && granted,
        ),
      },
      {
        text: 'with another state: not one token request',
        met: trips.some(({ state, tokenRequests: sent }) => state[0] !== state[1] && sent === 0),
      },
      {
        text: 'with another issuer: not one token request',
        met: trips.some(
          ({ state, issuer, tokenRequests: sent }) =>
            state[0] === state[1] && issuer[0] !== issuer[1] && sent === 0,
        ),
      },
      refusedFor('with another redirect_uri the server does not redirect', log, 'unregistered redirect_uri'),
      {
        text: 'a password was typed, and the app never saw it',
        met: typed.length > 0 && typed.every((password) => !atClient.includes(password)),
      },
    ];
  },
  hints: [
    {
      text: 'Count the token requests after each change. For a response that was tampered with, there must be none.',
      unlocked: onceSent,
    },
  ],
};
