import type { Prediction } from '../prediction.ts';

const ACCEPTED = 'accepted';
const EXPIRED = 'refused: expired';
const REVOKED = 'refused: revoked';
const PAIR = 'a new pair of tokens';
const REUSED = 'refused: used before, and the grant ends';

export const PREDICTION: Prediction = {
  asks: 'An access token lives for 15 minutes. A refresh token is replaced at every use. If someone presents a replaced token, the grant ends. How does the server respond?',
  outcomes: [ACCEPTED, EXPIRED, REVOKED, PAIR, REUSED],
  conditions: {
    'The access token calls a tool, 16 minutes after the sign-in.': [
      EXPIRED,
      'its exp has passed, and the server refuses it with invalid_token (RFC 6750 §3.1).',
    ],
    'A thief presents a refresh token that the client has used already.': [
      REUSED,
      'two parties hold this grant, and the server cannot tell which is the client. So it ends the grant (RFC 9700 §4.14.2).',
    ],
    'The grant has ended. Its newest access token calls a server that only reads the signature and exp.': [
      ACCEPTED,
      'nothing in the token says that the grant has ended. The token works until its exp, and no longer (RFC 7009 §3).',
    ],
    'The client presents its newest refresh token, 16 minutes after the sign-in.': [
      PAIR,
      'the access token has expired and the grant has not. The person is asked nothing (RFC 6749 §6).',
    ],
    'The grant has ended. Its newest access token calls a server that asks whether it was revoked.': [
      REVOKED,
      'the authorization server knows that the grant has ended, and this server asks it.',
    ],
    'The access token that a refresh has just bought calls a tool.': [
      ACCEPTED,
      'this token is like the first token, with an exp of its own.',
    ],
    'The grant has ended. The client presents its newest refresh token, which was never used.': [
      REVOKED,
      'the whole grant has ended, and the client loses too. The person signs in again (RFC 9700 §4.14.2).',
    ],
  },
};
