import type { Prediction } from '../../chapters/prediction.ts';

const ASKED = 'the server asks the person, and shows the client’s name';
const REDIRECT = 'refused: the redirect URI is not registered';
const DOCUMENT = 'refused: the document is not accepted';
const UNKNOWN = 'refused: the client is unknown';
const NEW_ID = 'the client gets an ID of its own';

export const PREDICTION: Prediction = {
  asks: 'The server accepts clients that it knows in advance, that show a document, or that register themselves. What does it do?',
  outcomes: [ASKED, DOCUMENT, REDIRECT, UNKNOWN, NEW_ID],
  conditions: {
    'An attacker registers a client with the name of a known app and a redirect URI of their own. A person opens its sign-in.':
      [
        ASKED,
        'anyone may register, and the name is only what the registrant claims (RFC 7591 §5). The attacker’s redirect URI is registered too.',
      ],
    'An attacker uses the client ID of a known app, with a redirect URI of their own.': [
      REDIRECT,
      'a client ID is bound to its redirect URIs, and they are compared exactly (RFC 9700 §2.1).',
    ],
    'An attacker copies the document of a known app to an address of their own, and uses that address as client ID.':
      [
        DOCUMENT,
        'the client_id in a document has to be the very address that the document came from (MCP, client registration).',
      ],
    'An app posts its name and redirect URI to the registration endpoint.': [
      NEW_ID,
      'the server draws an ID for the app, and asks no person (RFC 7591 §3.2.1).',
    ],
    'An attacker writes a document of their own, with the name of a known app, and uses its address as client ID. A person opens the sign-in.':
      [
        ASKED,
        'a document shows who controls its address. It proves nothing about the name in it. The page shows the address.',
      ],
    'An app makes up a client ID that is not an address, and registers nowhere.': [
      UNKNOWN,
      'the server finds no registration under this ID, and so no redirect URI to respond to.',
    ],
    'An app that the server has never seen uses the address of its own document as client ID. A person opens the sign-in.':
      [ASKED, 'the server fetches the document, and reads name and redirect URIs in it.'],
  },
};
