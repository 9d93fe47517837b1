import { choiceOn } from '../../../machine/decisions.ts';
import type { Chapter } from '../chapter.ts';
import { answeredWith, mcpRequests } from '../evidence.ts';
import { onceSent } from '../hints.ts';
import { CONFIGURATIONS, questionOf } from './configurations.ts';

export const doINeedOAuth: Chapter = {
  slug: 'do-i-need-oauth',
  number: 1,
  title: 'Do I need OAuth?',
  question: 'Do I need OAuth at all?',
  facts: ['F22', 'F38'],
  proof(log, decisions) {
    const anonymous = mcpRequests(log, 'initialize').filter(({ request }) => !request.headers.authorization);
    return [
      answeredWith('a server behind HTTP asked who calls', anonymous, 401),
      ...CONFIGURATIONS.map((configuration) => {
        const { name, needsOAuth } = configuration;
        const chosen = choiceOn(decisions, questionOf(configuration));
        return { text: `${name}: sorted correctly`, met: chosen === (needsOAuth ? 'yes' : 'no') };
      }),
    ];
  },
  hints: [
    {
      text: 'Replace the command with "url" and the address below the field.',
      unlocked: onceSent,
    },
    {
      text: 'For each, ask whether another person could open this connection. If it is a pipe of your own process, they cannot.',
      unlocked: onceSent,
    },
  ],
};
