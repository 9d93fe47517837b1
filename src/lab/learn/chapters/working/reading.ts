import { bearerRefusalOf } from '../../../machine/wire/bearer-refusal.ts';
import { parameterOf, parametersOf } from '../../../machine/wire/exchange.ts';
import type { Reading } from '../reading.ts';

/**
 * The list of the ten steps shows the number of the message of each step, so no question may name a step or a value in
 * a message. At least one question of each round is about a message with a password, code, challenge or verifier,
 * because the chapter shows where these values travel.
 */
export const READING: Reading = {
  asks: 'Answer with the number of a message, as the tab Wire lists it. The numbers in the diagram are different: they are the numbers of the ten steps.',
  questions: [
    {
      asks: 'An attacker reads every address that the browser opens. Which message has what the attacker still needs to use the code?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'code_verifier') !== undefined,
      look: 'The code is in an address, and the verifier is in none: it goes to the token endpoint, from the client directly.',
    },
    {
      asks: 'Which message was refused, though its token was genuine and unchanged?',
      isAnsweredBy: (exchange) => bearerRefusalOf(exchange) === 'expired',
      look: 'A genuine token expires, too. Look for a call with a token, and a response of 401.',
    },
    {
      asks: 'Which message must the client never see, because the client could then pass for the person at any time?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'password') !== undefined,
      look: 'The client never gets the password: the browser brings it to the authorization server.',
    },
    {
      asks: 'Which message shows that the client can go on for hours without the person?',
      isAnsweredBy: ({ request }) => parameterOf(request, 'grant_type') === 'refresh_token',
      look: 'This message buys new tokens with something that the client has kept, and opens no page in the browser.',
    },
    {
      asks: 'Which message is in the history of the browser, and would give a code to a thief who is faster than the client?',
      isAnsweredBy: ({ to, request }) => to === 'client' && parameterOf(request, 'code') !== undefined,
      look: 'The browser keeps the addresses that it opens. Which of these addresses has a code in it?',
    },
    {
      asks: 'The client knew only the address of the MCP server. Which message made that server ask who calls?',
      isAnsweredBy: (exchange) => bearerRefusalOf(exchange) === 'no token',
      look: 'The client called as if no sign-in were needed, and the MCP server refused.',
    },
    {
      asks: 'With which message did the client bind itself to a secret that it had not shown yet?',
      isAnsweredBy: ({ from, request }) =>
        from === 'client' && parametersOf(request).some(([name]) => name === 'code_challenge'),
      look: 'The hash of the verifier went ahead, in the address that the client opened in the browser.',
    },
  ],
};
