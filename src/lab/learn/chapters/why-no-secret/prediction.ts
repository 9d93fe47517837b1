import type { Prediction } from '../prediction.ts';

const TOKENS = 'tokens for the thief';
const UNAUTHENTICATED = 'refused: client authentication failed';
const OTHER = 'refused: the code is another client’s';
const USED = 'refused: the code was used before';
const UNKNOWN = 'refused: no such code';

export const PREDICTION: Prediction = {
  asks: 'A thief has the code from a redirect. The client uses no PKCE. How does the token request of the thief end?',
  outcomes: [TOKENS, UNAUTHENTICATED, OTHER, USED, UNKNOWN],
  conditions: {
    'A web app keeps a secret on its server. The thief sends the code without it.': [
      UNAUTHENTICATED,
      'a confidential client has to authenticate, and the secret never left the server.',
    ],
    'A page ships its secret in the bundle. The thief reads it there, and sends it with the code.': [
      TOKENS,
      'the server cannot tell a thief with the secret from the client with the secret.',
    ],
    'The thief sends the code with the client_id and the secret of the thief’s own app.': [
      OTHER,
      'the thief authenticates as the thief’s own client, and the code was issued to another client (RFC 6749 §4.1.3).',
    ],
    'A command line tool has no secret and needs none. The thief sends the code.': [
      TOKENS,
      'the token endpoint asks for nothing but the code, and the thief has it. PKCE closes this gap.',
    ],
    'A desktop app ships its secret. The app exchanges the code first; then the thief sends code and secret.':
      [USED, 'a code works once (RFC 6749 §4.1.2), and here the thief came second.'],
    'A web app keeps a secret on its server. The thief guesses a secret.': [
      UNAUTHENTICATED,
      'a guess is not the secret. Servers have to limit the guesses, too (RFC 6749 §2.3.1).',
    ],
    'A page ships its secret. The thief makes up a code and sends it with the secret.': [
      UNKNOWN,
      'the secret says which client asks. The code says what was granted, and no person granted anything for this code.',
    ],
  },
};
