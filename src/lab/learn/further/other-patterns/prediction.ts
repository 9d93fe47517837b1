import type { Prediction } from '../../chapters/prediction.ts';

const ACCESS = 'the attacker calls with the access token';
const REFRESH = 'the attacker gets tokens with a refresh token';
const NOTHING = 'the script finds no token';
const RUNS = 'the call runs, from the page';
const REFUSED = 'the authorization server refuses it';

export const PREDICTION: Prediction = {
  asks: 'An attacker’s script runs in the page (XSS). How does it end?',
  outcomes: [ACCESS, REFRESH, NOTHING, RUNS, REFUSED],
  conditions: {
    'Both tokens are in localStorage. The script reads the storage, and sends the attacker an access token if it finds one.':
      [ACCESS, 'every script of an origin reads its localStorage (RFC 10017 §8.5).'],
    'A backend holds the tokens, and the page has an HttpOnly cookie. The script reads the storage.': [
      NOTHING,
      'no token ever comes to the page, and a script cannot read that cookie (RFC 10017 §6.1.4.2).',
    ],
    'A backend holds the tokens, and the page has an HttpOnly cookie. The script asks the backend for a call.':
      [
        RUNS,
        'the browser adds the cookie, as it does to every request of the page to the backend (RFC 10017 §5.1.4).',
      ],
    'The access token is in memory, and the refresh token in sessionStorage, as in this app. The script reads the storage.':
      [
        REFRESH,
        'what survives a reload can be read by every script of the page (RFC 10017 §8.5). Rotation reveals the theft at the next refresh.',
      ],
    'The script sends the browser to the authorization server, and asks for the token in the address (implicit flow).':
      [REFUSED, 'only the token endpoint issues tokens (RFC 10017 §7.2).'],
    'The access token is in memory, as in this app. The script calls a tool as the page does.': [
      RUNS,
      'a script in the page may do what the page may, and no server sees a difference (RFC 10017 §5.1.4).',
    ],
  },
};
