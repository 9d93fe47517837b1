import type { Prediction } from '../prediction.ts';

const TOKENS = 'tokens for the thief';
const DIFFERS = 'refused: the verifier does not match';
const MISSING = 'refused: no verifier';
const NO_CODE = 'no code was issued: method refused';
const MALFORMED = 'refused: the verifier is malformed';

export const PREDICTION: Prediction = {
  asks: 'A thief has read the authorization request and the callback, and nothing else. The server accepts plain, unless a line says otherwise. How does the token request of the thief end?',
  outcomes: [TOKENS, DIFFERS, NO_CODE, MISSING, MALFORMED],
  conditions: {
    'The client named no method. The thief sends the code, and the challenge as the verifier.': [
      TOKENS,
      'a request without a method means plain (RFC 7636 §4.3), and then the challenge is the verifier.',
    ],
    'The client named S256. The thief sends the code, and the challenge as the verifier.': [
      DIFFERS,
      'the server hashes what the thief sends, and the hash of the challenge is another value.',
    ],
    'The client named S256. The thief sends the code alone.': [
      MISSING,
      'the server exchanges a code that has a challenge only together with its verifier (RFC 7636 §4.6).',
    ],
    'The client named plain, and the server accepts S256 alone.': [
      NO_CODE,
      'the authorization request is refused before a code exists, so there is nothing to steal.',
    ],
    'The client named plain. The thief sends the code, and the SHA-256 of the challenge.': [
      DIFFERS,
      'with plain the server compares without hashing, and the hash is not the challenge.',
    ],
    'The client named plain. The thief sends the code, and the challenge as the verifier.': [
      TOKENS,
      'the challenge was the verifier, and it was in the address.',
    ],
    'The client named S256. The thief sends the code, and the first half of the challenge.': [
      MALFORMED,
      'a verifier has 43 to 128 characters (RFC 7636 §4.1), and half a challenge has 21.',
    ],
  },
};
