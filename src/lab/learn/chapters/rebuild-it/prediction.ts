import type { Prediction } from '../prediction.ts';

const OPENING = 'opening /authorize';
const REDIRECT = 'the redirect with a code';
const TOKEN_REQUEST = 'the token request';
const TOKENS = 'the response with tokens';
const ANSWER = 'the answer of the tool';
const REFRESH = 'the refresh';

export const PREDICTION: Prediction = {
  asks: 'One thing goes wrong in the ten steps. Which is the first step that does not happen?',
  outcomes: [OPENING, REDIRECT, TOKEN_REQUEST, TOKENS, ANSWER, REFRESH],
  conditions: {
    'Another tab has overwritten the verifier with its own.': [
      TOKENS,
      'the client sends the verifier of the other tab. The server compares, and refuses.',
    ],
    'The phone ended the app while the person signed in, and the verifier is gone.': [
      TOKEN_REQUEST,
      'the code arrives, and the client has nothing to send with it. A new sign-in has to begin.',
    ],
    'The token response has no refresh_token.': [
      REFRESH,
      'a refresh token is optional. The access token works until it expires, and then the person signs in again.',
    ],
    'The metadata of the authorization server does not list S256.': [
      OPENING,
      'an MCP client must not go on there, so it sends the browser nowhere (MCP, authorization code protection).',
    ],
    'The person denies access on the page of the authorization server.': [
      REDIRECT,
      'the browser comes back with access_denied in place of a code (RFC 6749 §4.1.2.1).',
    ],
    'The client asks for a token for an MCP server other than the one it calls.': [
      ANSWER,
      'the token is issued as the client asked, and the MCP server finds another name in aud.',
    ],
    'The callback has a state that this tab never sent.': [
      TOKEN_REQUEST,
      'the client drops the response, code and all, before it sends anything.',
    ],
    'The code arrives after its lifetime of one minute.': [
      TOKENS,
      'the client cannot know that. It sends the token request, and the server answers invalid_grant.',
    ],
  },
};
