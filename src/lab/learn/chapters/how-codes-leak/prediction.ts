import type { Prediction } from '../prediction.ts';

const TOKENS = 'the thief has tokens';
const MISSING = 'refused: no verifier';
const DIFFERS = 'refused: the verifier does not match';
const USED = 'refused: the code was used before';
const NOTHING = 'there is no code to find';

export const PREDICTION: Prediction = {
  asks: 'A public client signs a person in. How does the theft end?',
  outcomes: [TOKENS, MISSING, DIFFERS, USED, NOTHING],
  conditions: [
    {
      text: 'Without PKCE. Another program has registered the scheme of the redirect, and sends the code first.',
      outcome: TOKENS,
      because: 'the code is all that the token endpoint asks of a public client without PKCE.',
    },
    {
      text: 'With PKCE. The thief copies the code from the history of the browser, and sends it.',
      outcome: MISSING,
      because: 'the address holds the code and not the verifier, which never was in an address.',
    },
    {
      text: 'With PKCE. A proxy that opens TLS reads the token request and its response.',
      outcome: TOKENS,
      because:
        'code, verifier and tokens all pass through this proxy. PKCE does not protect against a proxy that reads the back channel.',
    },
    {
      text: 'Without PKCE. The client exchanges the code; a minute later the thief finds it in the access log.',
      outcome: USED,
      because:
        'a code works once, and the client was first. If the thief is faster, the thief gets the tokens.',
    },
    {
      text: 'With PKCE. The thief copies the code from the history, and invents a verifier of 43 characters.',
      outcome: DIFFERS,
      because: 'the hash of this verifier is not the challenge that the server stored with the code.',
    },
    {
      text: 'Without PKCE. A proxy sees encrypted connections, and cannot open them.',
      outcome: NOTHING,
      because: 'TLS shows the name of a host, and encrypts the path with the code in it.',
    },
    {
      text: 'Without PKCE. An extension reads the address of the callback before the app does, and sends the code.',
      outcome: TOKENS,
      because:
        'an extension that may read addresses reads this address too, and the token endpoint asks only for the code.',
    },
  ],
};
