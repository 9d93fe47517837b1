import type { Prediction } from '../prediction.ts';

const TYPED = 'typed at the authorization server alone';
const OUT = 'out, in the address that the browser opens';
const BACK = 'back, in the address that the browser opens';
const TO_SERVER = 'from the client directly to the authorization server';
const TO_MCP = 'from the client directly to the MCP server';

export const PREDICTION: Prediction = {
  asks: 'Which way does each of these go?',
  outcomes: [TYPED, OUT, BACK, TO_SERVER, TO_MCP],
  conditions: [
    {
      text: 'The code verifier',
      outcome: TO_SERVER,
      because: 'only its hash goes out through the browser. The verifier follows in the token request.',
    },
    {
      text: 'The person’s password',
      outcome: TYPED,
      because: 'the person signs in on the pages of the authorization server, and the client gets a code.',
    },
    {
      text: 'The authorization code, when it is issued',
      outcome: BACK,
      because:
        'the authorization server answers the browser with a redirect, and the code is in its address.',
    },
    {
      text: 'The name of the tool that is called',
      outcome: TO_MCP,
      because: 'tools belong to the MCP server. The authorization server never learns what is called.',
    },
    {
      text: 'The code challenge',
      outcome: OUT,
      because:
        'it has to be at the authorization server before there is a code, so it is in the first redirect.',
    },
    {
      text: 'The refresh token, when it is used',
      outcome: TO_SERVER,
      because: 'the token endpoint receives it, in a request of the client. The MCP server never sees it.',
    },
    {
      text: 'The permissions that the client asks for',
      outcome: OUT,
      because:
        'the authorization server asks the person for them, so they are in the request that the browser opens.',
    },
  ],
};
