import type { Prediction } from '../prediction.ts';

const TYPED = 'typed at the authorization server alone';
const OUT = 'out, in the address that the browser opens';
const BACK = 'back, in the address that the browser opens';
const TO_SERVER = 'from the client directly to the authorization server';
const TO_MCP = 'from the client directly to the MCP server';

export const PREDICTION: Prediction = {
  asks: 'Which way does each of these go?',
  outcomes: [TYPED, OUT, BACK, TO_SERVER, TO_MCP],
  conditions: {
    'The code verifier': [
      TO_SERVER,
      'only its hash goes out through the browser. The verifier follows in the token request.',
    ],
    'The person’s password': [
      TYPED,
      'the person signs in on the pages of the authorization server, and the client gets a code.',
    ],
    'The authorization code, when it is issued': [
      BACK,
      'the authorization server redirects the browser, and the code is in the address of the redirect.',
    ],
    'The name of the tool that is called': [
      TO_MCP,
      'tools belong to the MCP server. The authorization server never learns what is called.',
    ],
    'The code challenge': [
      OUT,
      'it has to be at the authorization server before there is a code, so it is in the first redirect.',
    ],
    'The refresh token, when it is used': [
      TO_SERVER,
      'the token endpoint receives it, in a request of the client. The MCP server never sees it.',
    ],
    'The permissions that the client asks for': [
      OUT,
      'the authorization server asks the person for them, so they are in the request that the browser opens.',
    ],
  },
};
