import type { Prediction } from '../prediction.ts';

const ACCEPTED = 'accepted';
const EXPIRED = 'refused: expired';
const REVOKED = 'refused: revoked';
const PAIR = 'a new pair of tokens';
const REUSED = 'refused: used before, and the grant ends';

export const PREDICTION: Prediction = {
  asks: 'An access token lives for 15 minutes. A refresh token is replaced at every use. If someone presents a replaced one, the grant ends. How does the server respond?',
  outcomes: [ACCEPTED, EXPIRED, REVOKED, PAIR, REUSED],
  conditions: [
    {
      text: 'The access token calls a tool, 16 minutes after the sign-in.',
      outcome: EXPIRED,
      because: 'its exp has passed, and the server refuses it with invalid_token (RFC 6750 §3.1).',
    },
    {
      text: 'A thief presents a refresh token that the client has used already.',
      outcome: REUSED,
      because:
        'two parties hold this grant, and the server cannot tell which is the client. So it ends the grant (RFC 9700 §4.14.2).',
    },
    {
      text: 'The grant has ended. Its newest access token calls a server that only reads the signature and exp.',
      outcome: ACCEPTED,
      because:
        'nothing in the token says that the grant has ended. The token works until its exp, and no longer (RFC 7009 §3).',
    },
    {
      text: 'The client presents its newest refresh token, 16 minutes after the sign-in.',
      outcome: PAIR,
      because:
        'the access token has expired and the grant has not. The person is asked nothing (RFC 6749 §6).',
    },
    {
      text: 'The grant has ended. Its newest access token calls a server that asks whether it was revoked.',
      outcome: REVOKED,
      because: 'the authorization server knows that the grant has ended, and this server asks it.',
    },
    {
      text: 'The access token that a refresh has just bought calls a tool.',
      outcome: ACCEPTED,
      because: 'this token is like the first token, with an exp of its own.',
    },
    {
      text: 'The grant has ended. The client presents its newest refresh token, which was never used.',
      outcome: REVOKED,
      because:
        'the whole grant has ended, and the client loses too. The person signs in again (RFC 9700 §4.14.2).',
    },
  ],
};
