import type { Prediction } from '../prediction.ts';

const TOKENS = 'a token request, and tokens';
const REFUSED = 'a token request, which is refused';
const CLIENT_STOPS = 'the client stops: no token request';
const OWN_PAGE = 'the server stops, and redirects nowhere';
const ERROR_BACK = 'the server redirects back with an error';

export const PREDICTION: Prediction = {
  asks: 'Something is changed on the way out or on the way back, and everything else is right. How does the sign-in go on?',
  outcomes: [TOKENS, REFUSED, CLIENT_STOPS, OWN_PAGE, ERROR_BACK],
  conditions: {
    'The callback has a different state.': [
      CLIENT_STOPS,
      'this tab has no pending sign-in with that state, so the client sends the code nowhere (RFC 6749 §10.12).',
    ],
    'The redirect_uri in the authorization request is not registered.': [
      OWN_PAGE,
      'a redirect would carry even the error to an address that an attacker may have chosen, so the server must not redirect (RFC 6749 §4.1.2.1).',
    ],
    'The code in the callback is replaced by the code of another sign-in with the same client.': [
      REFUSED,
      'state and iss are right, so the client sends its verifier. The verifier does not match the challenge of that other code (RFC 9700 §4.5, §4.7).',
    ],
    'The iss in the callback is that of another server.': [
      CLIENT_STOPS,
      'the response came from a server that was not asked, and the client sends no code anywhere (RFC 9207 §2.4).',
    ],
    'The code_challenge is left out of the authorization request.': [
      ERROR_BACK,
      'client and redirect_uri are known, so it is safe to redirect, with invalid_request in place of a code (RFC 7636 §4.4.1).',
    ],
    'Nothing at all is changed.': [
      TOKENS,
      'state, iss, redirect_uri and verifier all equal the values that they are compared with.',
    ],
    'The iss is left out of the callback. The metadata of the server promises an iss.': [
      CLIENT_STOPS,
      'otherwise an attacker could avoid the check by leaving iss out, so a client that was promised an iss refuses (RFC 9207 §2.4).',
    ],
    'The authorization request asks for a scope that the server does not know.': [
      ERROR_BACK,
      'the client is known, so the server tells it: invalid_scope is in the redirect (RFC 6749 §4.1.2.1).',
    ],
  },
};
