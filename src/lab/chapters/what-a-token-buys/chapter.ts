import { answerOf, type Exchange } from '../../wire/exchange.ts';
import { readAudience } from '../bearer-audience.ts';
import type { Chapter } from '../chapter.ts';
import { mcpRequests } from '../evidence.ts';

const statusOf = (exchange: Exchange) => answerOf(exchange)?.status;

export const whatATokenBuys: Chapter = {
  slug: 'what-a-token-buys',
  number: 10,
  title: 'What a token buys',
  question: 'What does the token buy?',
  facts: ['F35'],
  proof(log) {
    const calls = mcpRequests(log, 'tools/call');
    const meant = calls.filter((call) => readAudience(call) === call.request.url);
    const foreign = calls.filter((call) => readAudience(call) !== undefined && !meant.includes(call));
    return [
      {
        text: 'a call without a token is refused',
        met: calls.some((call) => !call.request.headers.authorization && statusOf(call) === 401),
        evidence: '401',
      },
      {
        text: 'a token for this server is let in',
        met: meant.some((call) => statusOf(call) === 200),
        evidence: '200',
      },
      {
        text: 'a good token for another server is refused',
        met: foreign.some((call) => statusOf(call) === 401),
        evidence: '401 invalid_token',
      },
    ];
  },
  solution: [
    { press: 'Sign in and call a tool' },
    { press: 'Call without a token' },
    { press: 'Get a token for another server' },
    { press: 'Call with that one' },
  ],
};
