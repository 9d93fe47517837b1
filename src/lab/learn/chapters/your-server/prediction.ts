import type { Prediction } from '../prediction.ts';

const SIGNS_IN = 'an MCP client in a page signs in';
const ALL_STOP = 'every MCP client has to stop';
const PAGE_STOPS = 'only a client in a page is stopped';
const NOTHING = 'there is nothing to sign in to';
const UNTOLD = 'no report can tell without an account';

export const PREDICTION: Prediction = {
  asks: 'A report looks at a server from this page, without an account. Each line is about another server, on which everything else is right. What follows?',
  outcomes: [SIGNS_IN, ALL_STOP, PAGE_STOPS, NOTHING, UNTOLD],
  conditions: {
    'The token endpoint answers without CORS headers.': [
      PAGE_STOPS,
      'the browser hides the response from the page. A program outside a browser can read it (Fetch, CORS protocol).',
    ],
    'The token endpoint accepts the verifier, and never compares it.': [
      UNTOLD,
      'only the exchange of a code shows it, and only a sign-in yields a code. The metadata looks the same either way.',
    ],
    'The metadata of the authorization server lists no code_challenge_methods_supported.': [
      ALL_STOP,
      'if the metadata does not list S256, MCP tells every client to refuse, in a page or not.',
    ],
    'A call without a token is answered with the list of tools.': [
      NOTHING,
      'authorization is optional in MCP, and a server that does not ask gets no token.',
    ],
    'WWW-Authenticate is hidden from pages. The resource metadata is at its well-known address.': [
      SIGNS_IN,
      'a client that cannot read the header asks at the well-known address (MCP, protected resource metadata).',
    ],
    'A code can be exchanged twice.': [
      UNTOLD,
      'a test needs a code of a real sign-in. The probes of the Check screen get such a code.',
    ],
    'The issuer in the authorization server metadata and the issuer in the resource metadata differ by a slash at the end.':
      [ALL_STOP, 'both have to be identical, and each client compares them (RFC 8414 §3.3).'],
  },
};
