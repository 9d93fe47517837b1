import { bearerRefusalOf } from '../../../machine/wire/bearer-refusal.ts';
import { parameterOf, parametersOf } from '../../../machine/wire/exchange.ts';
import type { Reading } from '../reading.ts';

export const READING: Reading = {
  asks: 'Answer with the number of a message, as the tab Wire lists it. The numbers in the diagram are those of the ten steps, and they are others.',
  questions: [
    {
      asks: 'Which message carried the code verifier?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'code_verifier') !== undefined,
      look: 'The verifier goes to the token endpoint, with the code: look for POST /token in the tab Wire.',
    },
    {
      asks: 'Which message carried a token that had expired?',
      isAnsweredBy: (exchange) => bearerRefusalOf(exchange) === 'expired',
      look: 'The MCP server refused it with 401, late in the run.',
    },
    {
      asks: 'Which message carried the password?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'password') !== undefined,
      look: 'The browser sent it to the authorization server.',
    },
    {
      asks: 'Which message bought new tokens, and asked the person nothing?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'grant_type') === 'refresh_token',
      look: 'The client sent it to the token endpoint after the 401.',
    },
    {
      asks: 'Which message brought the code to the client?',
      isAnsweredBy: ({ to, request }) => to === 'client' && parameterOf(request, 'code') !== undefined,
      look: 'It is a redirect: the browser opens the callback address.',
    },
    {
      asks: 'Which message told the client that it needs a token?',
      isAnsweredBy: (exchange) => bearerRefusalOf(exchange) === 'no token',
      look: 'The MCP server refused the very first call.',
    },
    {
      asks: 'Which message carried the challenge away from the client?',
      isAnsweredBy: ({ from, request }) =>
        from === 'client' && parametersOf(request).some(([name]) => name === 'code_challenge'),
      look: 'The client opened an address in the browser.',
    },
  ],
};
