import { type Exchange, parameterOf, responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { refusedFor, tokenRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';
import { PREDICTION } from './prediction.ts';

/** The challenge of RFC 7636, Appendix B: that of the given octets, and not just any of 43 characters. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const sentToAuthorize = ({ from, request }: Exchange) =>
  from === 'browser' && request.url.endsWith('/authorize');

export const theTrick: Chapter = {
  slug: 'the-trick',
  number: 4,
  title: 'The trick',
  shows: {
    that: 'a challenge has one form, and a verifier has 43 to 128 characters',
    by: 'a challenge in the wrong alphabet is refused',
  },
  question: 'What is the trick?',
  facts: ['F7', 'F8', 'F9', 'F13', 'F16'],
  prediction: PREDICTION,
  proof(log) {
    const authorizations = log.filter(sentToAuthorize);
    const exchanges = tokenRequests(log, 'authorization_code');
    const withLength = (length: number) =>
      exchanges.filter(({ request }) => parameterOf(request, 'code_verifier')?.length === length);
    return [
      refusedFor('a challenge in the wrong alphabet is refused', authorizations, 'malformed code_challenge'),
      {
        text: 'the repaired one gets a code',
        met: authorizations.some(
          (sent) =>
            parameterOf(sent.request, 'code_challenge') === CHALLENGE &&
            responseOf(sent)?.headers.location?.includes('code='),
        ),
      },
      refusedFor('a verifier of 42 characters is refused', withLength(42), 'malformed code_verifier'),
      refusedFor('a verifier of 129 characters is refused', withLength(129), 'malformed code_verifier'),
    ];
  },
  hints: [
    {
      text: 'Three characters differ between base64 and base64url: + becomes -, / becomes _, and = goes away.',
      unlocked: onceSent,
    },
  ],
};
