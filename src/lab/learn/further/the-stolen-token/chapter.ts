import type { DpopRejection } from '../../../../mocks/dpop/rejections.ts';
import { parsedKey } from '../../../machine/run/attackers-proof.ts';
import { tokenIn } from '../../../machine/run/copied-call.ts';
import { type Exchange, membersOf, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import { bearerRefusedFor, hasStatus, mcpRequests, shownBy, tokenRequests } from '../../chapters/evidence.ts';
import { readClaims, readHeader } from '../../chapters/token-claims.ts';
import type { FurtherBody } from '../further-chapter.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  bearer: 'a stolen bearer token works for the attacker',
  issued: 'the client sends a proof, and gets a token that is bound to the key of the proof',
  accepted: 'with a proof by that key, the client calls',
  noProof: 'without a proof, the stolen token is refused',
  otherKey: 'with a proof by another key, the stolen token is refused',
  replayed: 'a proof that was used before is refused',
  method: 'for another method, the proof is refused',
  address: 'for another address, the proof is refused',
  token: 'with another token, the proof is refused',
  fromPage: 'a script in the page calls, and brings the attacker the result',
  keyStays: 'a script cannot export the key',
  keyTaken: 'with an extractable key, the attacker calls from elsewhere',
  advance: 'without a nonce, a proof made in advance works more than five minutes later',
  nonce: 'where the server demands its nonce, such a proof is refused',
} as const;

/** The name of the error with which a browser refuses to export a key (Web Cryptography §14.3.10). */
const NOT_EXPORTED = 'InvalidAccessError';
/** More than the greatest age at which a server accepts a proof. */
const IN_ADVANCE_MS = 5 * 60_000;

const proofIn = ({ request }: Exchange): string => request.headers.dpop ?? '';
const accessTokenIn = ({ request }: Exchange): string => tokenIn(request);
const hasScheme = (scheme: 'Bearer' | 'DPoP') => (exchange: Exchange) =>
  exchange.request.headers.authorization?.startsWith(`${scheme} `) ?? false;
const isBound = (token: string): boolean => Object(readClaims(token).cnf).jkt !== undefined;
/** A coordinate of the public key in a proof, which identifies the key. */
const keyIn = (exchange: Exchange): unknown => Object(readHeader(proofIn(exchange)).jwk).x;
/** What a script brought to the attacker. */
const takenIn = ({ request }: Exchange): string => parameterOf(request, 'taken') ?? '';
const accessTokenFrom = (exchange: Exchange): string => String(membersOf(responseOf(exchange)).access_token);

function sorted(log: readonly Exchange[]) {
  const ofClient = log.filter(({ from }) => from === 'client');
  const issued = [
    ...tokenRequests(ofClient, 'authorization_code'),
    ...tokenRequests(ofClient, 'refresh_token'),
  ].filter(hasStatus(200));
  const tokens = new Set(issued.map(accessTokenFrom));
  const stolen = log.filter(
    ({ from, to, ...exchange }) =>
      from === 'attacker' && to === 'MCP server' && tokens.has(tokenIn(exchange.request)),
  );
  return {
    issued,
    calls: mcpRequests(ofClient, 'tools/call').filter((call) => tokens.has(accessTokenIn(call))),
    /** The attacker's requests with a token that the client got. */
    stolen,
    bound: stolen.filter((exchange) => isBound(accessTokenIn(exchange))),
    proven: ofClient.filter((exchange) => proofIn(exchange) !== ''),
    brought: ofClient.filter(({ to }) => to === 'attacker'),
  };
}

export const theStolenToken: FurtherBody = {
  shows: {
    that: 'a stolen token is worthless without the key that it is bound to, as long as no script can take that key',
    by: SHOWN.otherKey,
  },
  facts: ['F72', 'F73', 'F74', 'F75', 'F76', 'F77', 'F78', 'F79', 'F80', 'F81', 'F82', 'F83', 'F84'],
  prediction: PREDICTION,
  proof(log) {
    const { issued, calls, stolen, bound, proven, brought } = sorted(log);
    const before = (one: Exchange, other: Exchange): boolean => one.id < other.id;
    const earlier = (exchange: Exchange) => (other: Exchange) => before(other, exchange);
    /** The attacker's requests with a proof that the client sent before. */
    const copied = bound.filter((exchange) =>
      proven.some((sent) => before(sent, exchange) && proofIn(sent) === proofIn(exchange)),
    );
    const keys = new Set(proven.map(keyIn));
    const refused = (text: string, exchanges: readonly Exchange[], reason: DpopRejection) =>
      bearerRefusedFor(text, exchanges, reason);
    /** The attacker's requests with a proof that a script brought long before. */
    const inAdvance = bound.filter((exchange) =>
      brought.some(
        (message) => takenIn(message) === proofIn(exchange) && exchange.atMs - message.atMs >= IN_ADVANCE_MS,
      ),
    );
    return [
      shownBy(
        SHOWN.bearer,
        mcpRequests(stolen, 'tools/call').find(
          (call) => hasScheme('Bearer')(call) && hasStatus(200)(call) && !isBound(accessTokenIn(call)),
        ),
      ),
      shownBy(
        SHOWN.issued,
        issued.find((exchange) => proofIn(exchange) !== '' && isBound(accessTokenFrom(exchange))),
      ),
      shownBy(
        SHOWN.accepted,
        calls.find((call) => hasScheme('DPoP')(call) && hasStatus(200)(call)),
      ),
      refused(SHOWN.noProof, bound.filter(hasScheme('Bearer')), 'bound token without its scheme'),
      refused(
        SHOWN.otherKey,
        bound.filter((each) => !keys.has(keyIn(each))),
        'token bound to another key',
      ),
      refused(SHOWN.replayed, copied, 'DPoP proof used before'),
      refused(SHOWN.method, copied, 'DPoP htm does not match'),
      refused(SHOWN.address, copied, 'DPoP htu does not match'),
      refused(SHOWN.token, copied, 'DPoP ath does not match'),
      shownBy(
        SHOWN.fromPage,
        brought.find((message) =>
          calls
            .filter(earlier(message))
            .some(
              (call) =>
                hasScheme('DPoP')(call) &&
                hasStatus(200)(call) &&
                responseOf(call)?.body === takenIn(message),
            ),
        ),
      ),
      shownBy(
        SHOWN.keyStays,
        brought.find((message) => takenIn(message) === NOT_EXPORTED && proven.some(earlier(message))),
      ),
      shownBy(
        SHOWN.keyTaken,
        mcpRequests(bound, 'tools/call')
          .filter(hasStatus(200))
          .find((call) =>
            brought.filter(earlier(call)).some((message) => {
              const x = parsedKey(takenIn(message))?.x;
              return x !== undefined && x === keyIn(call) && keys.has(x);
            }),
          ),
      ),
      shownBy(SHOWN.advance, inAdvance.find(hasStatus(200))),
      refused(SHOWN.nonce, inAdvance, 'unknown DPoP nonce'),
    ];
  },
  hints: [
    'Send the stolen token twice: once as a bearer token, and once with a proof.',
    'The chapter requires each choice of each panel. The message of a script to the attacker contains what the script brings.',
  ],
};
