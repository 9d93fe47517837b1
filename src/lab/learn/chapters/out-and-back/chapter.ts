import { type Exchange, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import { openedAuthorization } from '../../../machine/wire/opened-authorization.ts';
import type { Chapter } from '../chapter.ts';
import type { Criterion } from '../criterion.ts';
import { comparisonIn, refusedFor, runsOf, shownBy, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

/** What the chapter requires, in the order of its buttons. Any one of the buttons proves the last criterion. */
export const SHOWN = {
  unchanged: 'unchanged, the response buys a token',
  state: 'with another state, the client sends no token request',
  issuer: 'with another issuer, the client sends no token request',
  code: 'with the code of another sign-in: the verifier does not match',
  redirectUri: 'with another redirect_uri the server does not redirect',
  password: 'the password went to the authorization server, and is in no message of the client',
} as const;

interface RoundTrip {
  /** The callback that reached the client. */
  arrival: Exchange;
  /** Whether the response has the state that the client sent. */
  state: boolean;
  /** Whether the response names the server that the client asked. */
  issuer: boolean;
  tokenRequests: readonly Exchange[];
  challenge: string | null;
}

function roundTrip(run: readonly Exchange[]): RoundTrip | undefined {
  const sent = openedAuthorization(run);
  // A message that the gate holds does not count: it may still be changed or dropped.
  const arrival = run.find(({ to, outcome }) => to === 'client' && outcome.kind === 'left');
  if (!sent || !arrival) return undefined;
  const asked = (sent.origin + sent.pathname).replace(/\/authorize$/, '');
  return {
    arrival,
    state: parameterOf(arrival.request, 'state') === (sent.searchParams.get('state') ?? undefined),
    issuer: parameterOf(arrival.request, 'iss') === asked,
    tokenRequests: tokenRequests(run, 'authorization_code').filter(({ from }) => from === 'client'),
    challenge: sent.searchParams.get('code_challenge'),
  };
}

/** The criterion that a callback arrived, and that the client sent no token request for it. */
function ignored(text: string, trip: RoundTrip | undefined): Criterion {
  if (!trip) return { text, met: false };
  return { text, met: true, evidence: `message ${trip.arrival.id}`, message: trip.arrival.id };
}

export const outAndBack: Chapter = {
  slug: 'out-and-back',
  number: 8,
  title: 'Out and back',
  shows: { that: 'a response that was changed on its way buys nothing', by: SHOWN.code },
  question: 'Out and back: who may answer?',
  facts: ['F31', 'F32', 'F33', 'F46'],
  prediction: PREDICTION,
  proof(log) {
    const trips = runsOf(log).flatMap((run) => roundTrip(run) ?? []);
    // A callback without a code proves nothing, because the client never sends a token request for it.
    const ignoredTrips = trips.filter(
      ({ arrival, tokenRequests: sent }) =>
        !sent.length && parameterOf(arrival.request, 'code') !== undefined,
    );
    const signIns = log.filter(({ request }) => parameterOf(request, 'password') !== undefined);
    const typed = signIns.flatMap(({ request }) => parameterOf(request, 'password') ?? []);
    const atClient = JSON.stringify(log.filter(({ from, to }) => from === 'client' || to === 'client'));
    return [
      shownBy(
        SHOWN.unchanged,
        trips
          .filter(({ state, issuer }) => state && issuer)
          .flatMap((trip) => trip.tokenRequests)
          .find((exchange) => responseOf(exchange)?.status === 200),
      ),
      ignored(
        SHOWN.state,
        ignoredTrips.find(({ state, issuer }) => !state && issuer),
      ),
      ignored(
        SHOWN.issuer,
        ignoredTrips.find(({ state, issuer }) => state && !issuer),
      ),
      refusedFor(
        SHOWN.code,
        trips
          .filter(({ state, issuer }) => state && issuer)
          // The client sends its own verifier. A verifier that the learner changed proves nothing about the code.
          .flatMap((trip) =>
            trip.tokenRequests.filter((sent) => comparisonIn(sent)?.computedFromVerifier === trip.challenge),
          ),
        'code_verifier does not match',
      ),
      refusedFor(SHOWN.redirectUri, log, 'unregistered redirect_uri'),
      {
        text: SHOWN.password,
        met: typed.length > 0 && typed.every((password) => !atClient.includes(password)),
        ...(signIns[0] && { evidence: `message ${signIns[0].id}` }),
      },
    ];
  },
  hints: [
    'Count the token requests after each change. Only one of the changed responses makes the client send a token request, and the server refuses it.',
  ],
};
