import type { Prediction } from '../prediction.ts';

const TOKENS = 'it buys tokens';
const REFUSED = 'refused: the verifier does not match';
const NOTHING = 'nothing is sent: there is no verifier';
const READ = 'an attacker has the verifier';
const LEFT = 'no exchange, and the verifier stays behind';

export const PREDICTION: Prediction = {
  asks: 'A sign-in has begun, and its verifier is stored. What happens next?',
  outcomes: [TOKENS, REFUSED, NOTHING, READ, LEFT],
  conditions: {
    'One slot in localStorage. A second tab begins a sign-in before this tab is back.': [
      REFUSED,
      'the second tab overwrote the first verifier with its own, and the code of this tab belongs to the first verifier.',
    ],
    'A record in sessionStorage. A second tab begins a sign-in before this tab is back.': [
      TOKENS,
      'each tab has a sessionStorage of its own, so neither overwrites the other.',
    ],
    'The memory of a phone app. The system stops the app while the person types.': [
      NOTHING,
      'the memory went with the process. The person starts again; a lost verifier opens nothing.',
    ],
    'A record in sessionStorage. An attacker’s script runs in this page.': [
      READ,
      'storage is shared by every script of the page. It isolates tabs, but not scripts.',
    ],
    'A record for each state in localStorage. The tab is closed half way.': [
      LEFT,
      'localStorage outlives the tab, and any later page of this origin can read it.',
    ],
    'A variable of the page. The browser leaves for the authorization server in this tab.': [
      NOTHING,
      'a page loses its variables when the browser leaves it.',
    ],
    'A record in sessionStorage. The person finishes in another tab, from a link in a mail.': [
      NOTHING,
      'the other tab has another sessionStorage. That is the price of isolation.',
    ],
  },
};
