import type { Prediction } from '../../chapters/prediction.ts';

const GOES_ON = 'the client goes on';
const DROPS = 'the client drops tokens that were issued';
const SENDS_NOTHING = 'the client sends no token request';
const REFUSED = 'the authorization server refuses the code';
const NO_API = 'the MCP server answers 401';
const HARM = 'the attacker acts as the victim';

export const PREDICTION: Prediction = {
  asks: 'The client sends a state, a nonce and a PKCE challenge, and checks what it gets, unless a line says otherwise. How does it end?',
  outcomes: [GOES_ON, DROPS, SENDS_NOTHING, REFUSED, NO_API, HARM],
  conditions: {
    'An ID token for another app comes with the tokens. Its nonce is the one that this client sent.': [
      DROPS,
      'its aud names another client, whatever the nonce says (OpenID Connect Core §3.1.3.7, item 3). The tokens are issued before this check.',
    ],
    'The client sends its ID token to the MCP server, in place of the access token.': [
      NO_API,
      'an ID token is for the client. The MCP server accepts only access tokens, and looks at the type in the header of the token (RFC 9068 §4).',
    ],
    'An attacker puts a stolen code into the response of their own sign-in.': [
      REFUSED,
      'the verifier of the attacker’s sign-in does not match the challenge of the stolen code, and nothing is issued (RFC 9700 §4.5.3.1).',
    ],
    'Without PKCE, but with a nonce: an attacker puts a stolen code into the response of their own sign-in.':
      [
        DROPS,
        'the server cannot tell that the code was stolen, and issues tokens. The ID token has the nonce of the victim’s sign-in (RFC 9700 §4.5.3.2).',
      ],
    'The response has a state that this client never sent.': [
      SENDS_NOTHING,
      'the state is compared first, before the code is used at all (RFC 6749 §10.12).',
    ],
    'With neither PKCE nor a nonce: an attacker puts a stolen code into the response of their own sign-in.': [
      HARM,
      'nothing ties the code to the sign-in that it came from (RFC 9700 §4.5).',
    ],
    'The ID token of an earlier sign-in at the same app comes with the tokens.': [
      DROPS,
      'aud and issuer are right, and the nonce is that of the earlier request (OpenID Connect Core §3.1.3.7, item 11).',
    ],
    'The ID token names this client, and contains the nonce that this client sent.': [
      GOES_ON,
      'that is the ID token of this very sign-in.',
    ],
  },
};
