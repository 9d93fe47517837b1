import { type Exchange, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { refusedFor, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

export const SHOWN = {
  alphabet: 'a challenge in the wrong alphabet is refused',
  repaired: 'the repaired challenge gets a code',
  short: 'a verifier of 42 characters is refused',
  long: 'a verifier of 129 characters is refused',
} as const;

/** The challenge of RFC 7636, Appendix B. No other text of 43 characters is the challenge of the given octets. */
export const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const sentToAuthorize = ({ from, request }: Exchange) =>
  from === 'browser' && request.url.endsWith('/authorize');

export const theTrick: Chapter = {
  slug: 'the-trick',
  number: 4,
  title: 'The trick',
  shows: { that: 'a challenge has one form, and a verifier has 43 to 128 characters', by: SHOWN.alphabet },
  question: 'What is the trick?',
  facts: ['F7', 'F8', 'F9', 'F13', 'F16'],
  prediction: PREDICTION,
  proof(log) {
    const authorizations = log.filter(sentToAuthorize);
    const inWrongAlphabet = ({ request }: Exchange) =>
      /[^\w.~-]/.test(parameterOf(request, 'code_challenge') ?? '');
    const exchanges = tokenRequests(log, 'authorization_code');
    const withLength = (length: number) =>
      exchanges.filter(({ request }) => parameterOf(request, 'code_verifier')?.length === length);
    return [
      refusedFor(SHOWN.alphabet, authorizations.filter(inWrongAlphabet), 'malformed code_challenge'),
      {
        text: SHOWN.repaired,
        met: authorizations.some(
          (sent) =>
            parameterOf(sent.request, 'code_challenge') === CHALLENGE &&
            responseOf(sent)?.headers.location?.includes('code='),
        ),
      },
      refusedFor(SHOWN.short, withLength(42), 'malformed code_verifier'),
      refusedFor(SHOWN.long, withLength(129), 'malformed code_verifier'),
    ];
  },
  hints: ['Three characters differ between base64 and base64url: + becomes -, / becomes _, and = goes away.'],
};
