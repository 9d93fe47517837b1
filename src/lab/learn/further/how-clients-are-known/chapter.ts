import {
  type Exchange,
  membersOf,
  parameterOf,
  rejectionIn,
  responseOf,
  type WireMessage,
  type WireResponse,
} from '../../../machine/wire/exchange.ts';
import type { Criterion } from '../../chapters/criterion.ts';
import { hasStatus, refusedFor, runsOf, shownBy, tokenRequests } from '../../chapters/evidence.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';
import { COPIED_DOCUMENT, HONEST_DOCUMENT, NAME, OWN_DOCUMENT, WAYS, type Way } from './ways.ts';

export const SHOWN = {
  inAdvance: 'registered in advance: the client signs in, and the server asks no one about it',
  byDocument: 'with a document: the server fetches it, and the client signs in',
  byItself: 'registered by itself: the client gets an ID, and signs in',
  redirect: 'in each of these ways, the client gets no code at another redirect URI',
  sameName: 'an attacker registers under the same name, and the page shows that name',
  copy: 'a copy of the document at another address is refused',
  ownDocument: 'a document of the attacker may have the same name, at its own address',
  madeUp: 'a client ID that no one registered is refused',
} as const;

const isRegistration = ({ request }: Exchange): boolean => request.url.endsWith('/register');
const isDocument = ({ from }: Exchange): boolean => from === 'authorization server';

/** The IDs of the clients that this registrant registered under the name of the app. */
const idsGivenTo = (log: readonly Exchange[], registrant: Exchange['from']): Set<unknown> =>
  new Set(
    log
      .filter(
        (exchange) => isRegistration(exchange) && exchange.from === registrant && hasStatus(201)(exchange),
      )
      .filter(({ request }) => namesTheApp(request))
      .map((exchange) => membersOf(responseOf(exchange)).client_id),
  );

const namesTheApp = (request: WireMessage): boolean => membersOf(request).client_name === NAME;

/** The client that the page of the server shows; empty if the exchange opened no page. */
function shownClient(exchange: Exchange): { id?: unknown; name?: unknown } {
  const isPage = exchange.channel === 'front' && exchange.request.method === 'GET';
  const response: WireResponse | undefined = isPage ? responseOf(exchange) : undefined;
  return Object(membersOf(response).client);
}

const refusedRedirects = (log: readonly Exchange[]): Exchange[] =>
  log.filter((exchange) => rejectionIn(exchange) === 'unregistered redirect_uri');

/** Whether the server knew the client in this way, and refused a redirect URI that is not the client's. */
export function isRedirectRefused(log: readonly Exchange[], { identification }: Way): boolean {
  const own = idsGivenTo(log, 'client');
  const given = identification.clientId ?? identification.clientMetadataUrl;
  return refusedRedirects(log).some(({ request }) => {
    const id = parameterOf(request, 'client_id');
    return given === undefined ? own.has(id) : id === given;
  });
}

function redirectsRefused(log: readonly Exchange[]): Criterion {
  const inEachWay = WAYS.all.every((way) => isRedirectRefused(log, way));
  return shownBy(SHOWN.redirect, inEachWay ? refusedRedirects(log).at(-1) : undefined);
}

export const howClientsAreKnown: FurtherBody = {
  shows: {
    that: 'a client ID is bound to redirect URIs, and the name on the page is only what the registrant claims',
    by: SHOWN.sameName,
  },
  facts: ['F61', 'F62', 'F63', 'F64'],
  prediction: PREDICTION,
  proof(log) {
    const granted = (run: readonly Exchange[], isClient: (id: string | undefined) => boolean) =>
      tokenRequests(run, 'authorization_code')
        .filter(hasStatus(200))
        .find(({ request }) => isClient(parameterOf(request, 'client_id')));
    const runs = runsOf(log);
    const registeredByAttacker = idsGivenTo(log, 'attacker');
    return [
      shownBy(
        SHOWN.inAdvance,
        runs
          .filter((run) => !run.some(isRegistration) && !run.some(isDocument))
          .flatMap((run) => granted(run, (id) => id === 'this-app') ?? [])[0],
      ),
      shownBy(
        SHOWN.byDocument,
        runs
          .filter((run) => run.some((exchange) => isDocument(exchange) && hasStatus(200)(exchange)))
          .flatMap((run) => granted(run, (id) => id === HONEST_DOCUMENT) ?? [])[0],
      ),
      shownBy(
        SHOWN.byItself,
        runs.flatMap((run) => granted(run, (id) => idsGivenTo(run, 'client').has(id)) ?? [])[0],
      ),
      redirectsRefused(log),
      shownBy(
        SHOWN.sameName,
        log.find((exchange) => {
          const { id, name } = shownClient(exchange);
          return registeredByAttacker.has(id) && name === NAME;
        }),
      ),
      refusedFor(
        SHOWN.copy,
        log.filter(({ request }) => parameterOf(request, 'client_id') === COPIED_DOCUMENT),
        'client metadata document not accepted',
      ),
      shownBy(
        SHOWN.ownDocument,
        log.find((exchange) => {
          const { id, name } = shownClient(exchange);
          return id === OWN_DOCUMENT && name === NAME;
        }),
      ),
      refusedFor(SHOWN.madeUp, log, 'unknown client'),
    ];
  },
  hints: [
    'Another redirect URI has to be refused in each of the three ways: choose one way, try it, and choose the next way.',
    'What the page shows about the attacker’s client comes from the server. Compare the name of this client with its address.',
  ],
};
