import { answerTo } from '../../answers.ts';
import type { Chapter } from '../chapter.ts';
import { answeredWith, mcpRequests } from '../evidence.ts';
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
  solution: [
    { press: 'Connect' },
    { fill: 'mcp.json', with: '{ "mcpServers": { "notes": { "url": "{origin}/mcp" } } }' },
    { press: 'Connect' },
    ...CONFIGURATIONS.map(({ name, needsOAuth }) => ({
      press: `${needsOAuth ? 'Needs OAuth' : 'Needs none'}: ${name}`,
    })),
  ],
};
