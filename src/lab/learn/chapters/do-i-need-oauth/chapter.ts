import { answerTo } from '../../../machine/answers.ts';
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
  proof(log, answers) {
    const anonymous = mcpRequests(log, 'initialize').filter(({ request }) => !request.headers.authorization);
    return [
      answeredWith('a server behind HTTP asked who calls', anonymous, 401),
      ...CONFIGURATIONS.map((configuration) => {
        const { name, needsOAuth } = configuration;
        const given = answerTo(answers, questionOf(configuration));
        return { text: `${name}: sorted rightly`, met: given === (needsOAuth ? 'yes' : 'no') };
      }),
    ];
  },
  hints: [
    {
      text: 'Take the command out and write "url" in its place, with the address that stands below the field.',
      unlocked: onceSent,
    },
    {
      text: 'Ask of each: could somebody else open this connection? If it is a pipe of your own process, nobody can.',
      unlocked: onceSent,
    },
  ],
};
