import type { Prediction } from '../prediction.ts';

const ACCEPTED = 'accepted';
const NO_TOKEN = 'refused: no token';
const AUDIENCE = 'refused: wrong audience';
const SIGNATURE = 'refused: bad signature';
const SCOPE = 'refused: the scope does not suffice';

export const PREDICTION: Prediction = {
  asks: 'A tool call reaches this MCP server. What does the server decide?',
  outcomes: [ACCEPTED, NO_TOKEN, SIGNATURE, AUDIENCE, SCOPE],
  conditions: {
    'The right token, sent by a program that found it in a log.': [
      ACCEPTED,
      'a bearer token works for everyone who holds it, and the call has no other proof (RFC 6750 §1.2).',
    ],
    'A call without the header, right after one that was accepted.': [
      NO_TOKEN,
      'the token goes with every request, even within one session (MCP, access token usage).',
    ],
    'A genuine token of the same person, issued for another MCP server.': [
      AUDIENCE,
      'signature and expiry are right, but its aud names another server. A server must not accept such a token (MCP, token handling).',
    ],
    'The same genuine token, with its aud changed by hand to this server.': [
      SIGNATURE,
      'the authorization server signed the old aud, and the changed text needs another signature (RFC 7515 §5.2).',
    ],
    'A token with the scope notes:read, for the tool that writes a note.': [
      SCOPE,
      'the token is valid, but does not allow this. The server answers 403 insufficient_scope (RFC 6750 §3.1).',
    ],
    'The right token in the address, as ?access_token=…, and no header.': [
      NO_TOKEN,
      'this server only reads the header. An address is kept in logs and histories (RFC 6750 §5.3).',
    ],
    'The right token, after the tab that signed in was closed.': [
      ACCEPTED,
      'the MCP server knows nothing of the tab. The token is good until it expires or is revoked.',
    ],
  },
};
