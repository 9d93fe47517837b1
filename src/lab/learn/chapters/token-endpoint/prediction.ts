import type { Prediction } from '../prediction.ts';

const TOKENS = 'tokens';
const DIFFERS = 'refused: the verifier does not match';
const MISSING = 'refused: no verifier';
const OTHER_CLIENT = 'refused: the code of another client';
const USED = 'refused: the code was used, tokens revoked';

export const PREDICTION: Prediction = {
  asks: 'The code of one sign-in, made with S256, is presented at /token. How does this server answer?',
  outcomes: [TOKENS, DIFFERS, MISSING, OTHER_CLIENT, USED],
  conditions: {
    'The code, and the challenge as the verifier.': [
      DIFFERS,
      'the server hashes what it gets, and the hash of the challenge is another value (RFC 7636 §4.6).',
    ],
    'Everything right, after a wrong verifier was refused for the same code.': [
      TOKENS,
      'this server does not count a refusal as a use: a thief’s wrong guess must not spoil the honest sign-in.',
    ],
    'Everything right, for the second time.': [
      USED,
      'a code is good for one exchange. The server must refuse the second exchange, and should revoke the tokens of the first exchange (RFC 6749 §4.1.2).',
    ],
    'The code and the right verifier, as the client other-app.': [
      OTHER_CLIENT,
      'a code is issued to one client, for the redirect address and the consent of that client (RFC 6749 §4.1.3).',
    ],
    'The code was already exchanged, and comes again with a wrong verifier.': [
      DIFFERS,
      'this server compares the verifier first. Otherwise anyone who found an old code could have the tokens revoked.',
    ],
    'Everything right, but the field of the verifier is empty.': [
      MISSING,
      'the server exchanges a code that has a challenge only together with its verifier (RFC 7636 §4.6).',
    ],
    'The code, and the verifier of another sign-in in the same browser.': [
      DIFFERS,
      'each sign-in has a challenge of its own, stored beside its own code (RFC 7636 §4.4).',
    ],
  },
};
