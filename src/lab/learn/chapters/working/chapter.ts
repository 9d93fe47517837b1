import { responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { bearerRefusedFor, mcpRequests, respondedWith, tokenRequests } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';
import { READING } from './reading.ts';

export const working: Chapter = {
  slug: 'working',
  number: 0,
  title: 'What it looks like',
  shows: {
    that: 'the code went through the browser, and the verifier went only into the request that bought the tokens',
    by: 'the code buys a token',
  },
  question: 'What does it look like working?',
  facts: ['F1', 'F28', 'F29', 'F30'],
  prediction: PREDICTION,
  reading: READING,
  proof: (log) => [
    bearerRefusedFor('the MCP server asks for a sign-in', log, 'no token'),
    {
      text: 'the browser comes back with a code',
      met: log.some(
        // A message that the gate holds does not count: it may still be dropped.
        ({ to, request, outcome }) =>
          to === 'client' && outcome.kind === 'left' && request.url.includes('code='),
      ),
    },
    respondedWith('the code buys a token', tokenRequests(log, 'authorization_code'), 200),
    {
      text: 'a tool answers',
      met: mcpRequests(log, 'tools/call').some((call) => responseOf(call)?.body.includes('"subject"')),
    },
  ],
  hints: [
    'Read the diagram from the top: every arrow is a message of this run. Press an arrow, and the wire shows the whole message, with its number.',
  ],
};
