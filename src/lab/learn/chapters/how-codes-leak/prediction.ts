import type { Prediction } from '../prediction.ts';

const TOKENS = 'the thief has tokens';
const MISSING = 'refused: no verifier';
const DIFFERS = 'refused: the verifier does not match';
const USED = 'refused: the code was used before';
const NOTHING = 'there is no code to find';

export const PREDICTION: Prediction = {
  asks: 'A public client signs a person in. How does the theft end?',
  outcomes: [TOKENS, MISSING, DIFFERS, USED, NOTHING],
  conditions: {
    'Without PKCE. Another program has registered the scheme of the redirect, and sends the code first.': [
      TOKENS,
      'the code is all that the token endpoint asks of a public client without PKCE.',
    ],
    'With PKCE. The thief copies the code from the history of the browser, and sends it.': [
      MISSING,
      'the address holds the code and not the verifier, which never was in an address.',
    ],
    'With PKCE. A proxy that opens TLS reads the token request and its response.': [
      TOKENS,
      'code, verifier and tokens all pass through this proxy. PKCE does not protect against a proxy that reads the back channel.',
    ],
    'Without PKCE. The client exchanges the code; a minute later the thief finds it in the access log.': [
      USED,
      'a code works once, and the client was first. If the thief is faster, the thief gets the tokens.',
    ],
    'With PKCE. The thief copies the code from the history, and invents a verifier of 43 characters.': [
      DIFFERS,
      'the hash of this verifier is not the challenge that the server stored with the code.',
    ],
    'Without PKCE. A proxy sees encrypted connections, and cannot open them.': [
      NOTHING,
      'TLS shows the name of a host, and encrypts the path with the code in it.',
    ],
    'Without PKCE. An extension reads the address of the callback before the app does, and sends the code.': [
      TOKENS,
      'an extension that may read addresses reads this address too, and the token endpoint asks only for the code.',
    ],
  },
};
