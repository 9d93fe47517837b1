import { answerTo } from '../../answers.ts';
import type { Chapter } from '../chapter.ts';
import { onceSent } from '../hints.ts';

/** The question that taking a report along answers. */
export const EXPORTED = 'the report was taken along';

export const yourServer: Chapter = {
  slug: 'your-server',
  number: 14,
  title: 'Your server',
  question: 'Does your server hold?',
  facts: ['F20'],
  proof(log, answers) {
    const asked = log.some(({ to, request }) => to === 'MCP server' && !request.headers.authorization);
    const looked = log.some(({ to }) => to === 'authorization server');
    return [
      { text: 'a server was asked without a token', met: asked },
      { text: 'its authorization server was looked at', met: looked },
      { text: 'the report was taken along', met: answerTo(answers, EXPORTED) !== undefined },
    ];
  },
  hints: [
    {
      text: "The address in the field is this lab's own server, and it passes. Take the report along, then try your own.",
      unlocked: onceSent,
    },
  ],
};
