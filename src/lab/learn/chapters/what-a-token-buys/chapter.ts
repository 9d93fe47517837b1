import { readAudience } from '../bearer-audience.ts';
import type { Chapter } from '../chapter.ts';
import { answeredWith, mcpRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';

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
    const anonymous = calls.filter(({ request }) => !request.headers.authorization);
    return [
      answeredWith('a call without a token is refused', anonymous, 401),
      answeredWith('a token for this server is accepted', meant, 200),
      answeredWith('a good token for another server is refused', foreign, 401),
    ];
  },
  hints: [
    { text: 'The token for the other server is a good token. Look at the aud in it.', unlocked: onceSent },
  ],
};
