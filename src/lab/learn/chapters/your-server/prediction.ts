import type { Prediction } from '../prediction.ts';

const SIGNS_IN = 'an MCP client in a page signs in';
const ALL_STOP = 'every MCP client has to stop';
const PAGE_STOPS = 'only a client in a page is stopped';
const NOTHING = 'there is nothing to sign in to';
const UNTOLD = 'no report can tell without an account';

export const PREDICTION: Prediction = {
  asks: 'A report looks at a server from this page, without an account. Everything else is right. What follows?',
  outcomes: [SIGNS_IN, ALL_STOP, PAGE_STOPS, NOTHING, UNTOLD],
  conditions: [
    {
      text: 'The token endpoint answers without CORS headers.',
      outcome: PAGE_STOPS,
      because:
        'the browser hides the response from the page. A program outside a browser can read it (Fetch, CORS protocol).',
    },
    {
      text: 'The token endpoint accepts the verifier, and never compares it.',
      outcome: UNTOLD,
      because:
        'only the exchange of a code shows it, and only a sign-in yields a code. The metadata looks the same either way.',
    },
    {
      text: 'The metadata of the authorization server lists no code_challenge_methods_supported.',
      outcome: ALL_STOP,
      because: 'if the metadata does not list S256, MCP tells every client to refuse, in a page or not.',
    },
    {
      text: 'A call without a token is answered with the list of tools.',
      outcome: NOTHING,
      because: 'authorization is optional in MCP, and a server that does not ask gets no token.',
    },
    {
      text: 'WWW-Authenticate is hidden from pages. The resource metadata is at its well-known address.',
      outcome: SIGNS_IN,
      because:
        'a client that cannot read the header asks at the well-known address (MCP, protected resource metadata).',
    },
    {
      text: 'A code can be exchanged twice.',
      outcome: UNTOLD,
      because: 'a test needs a code of a real sign-in. The probes of the Check screen get such a code.',
    },
    {
      text: 'The issuer in the metadata and the address that was asked differ by a slash at the end.',
      outcome: ALL_STOP,
      because: 'both have to be identical, and each client compares them (RFC 8414 §3.3).',
    },
  ],
};
