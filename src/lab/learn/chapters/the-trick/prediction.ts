import type { Prediction } from '../prediction.ts';

const TOKENS = 'accepted: tokens in the end';
const CHALLENGE = 'refused: malformed challenge';
const VERIFIER = 'refused: malformed verifier';
const DIFFERS = 'refused: the verifier does not match';
const MISSING = 'refused: no verifier';

export const PREDICTION: Prediction = {
  asks: 'The server accepts only S256. The client makes one mistake, or none. How does the sign-in end?',
  outcomes: [TOKENS, CHALLENGE, VERIFIER, DIFFERS, MISSING],
  conditions: {
    'The challenge is the hash in ordinary base64, with = at its end.': [
      CHALLENGE,
      'the alphabet of a challenge has no = (RFC 7636 §4.2), and 32 octets in base64 always end with =.',
    ],
    'The verifier has 42 characters, and the challenge is its hash.': [
      VERIFIER,
      'a verifier has 43 to 128 characters (RFC 7636 §4.1). The hash would have matched.',
    ],
    'One character of the verifier was changed after it was hashed.': [
      DIFFERS,
      'a single changed bit gives another hash.',
    ],
    'The verifier has 128 characters, and the challenge is its hash.': [
      TOKENS,
      'a verifier may have up to 128 characters. The challenge has 43 characters, however long the verifier is.',
    ],
    'The challenge is the hash in hexadecimal, 64 characters.': [
      DIFFERS,
      'these characters and this length are allowed, so the server stores the challenge. Later it compares the challenge with the hash in base64url.',
    ],
    'The token request has the code and no verifier.': [
      MISSING,
      'a challenge is stored with the code, so the exchange needs its verifier (RFC 7636 §4.5).',
    ],
    'The challenge has a + in its middle.': [
      CHALLENGE,
      'base64url writes - where base64 writes +, and a + in an address may be read as a space.',
    ],
  },
};
