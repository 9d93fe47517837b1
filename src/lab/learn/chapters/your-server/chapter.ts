import { answerTo } from '../../../machine/answers.ts';
import type { Chapter } from '../chapter.ts';
import { onceSent } from '../hints.ts';

/** The questions that are answered by taking something along. */
export const EXPORTED = {
  report: 'the report was taken along',
  messages: 'its messages were taken along',
};

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
      ...Object.values(EXPORTED).map((question) => ({
        text: question,
        met: answerTo(answers, question) !== undefined,
      })),
    ];
  },
  hints: [
    {
      text: "The address in the field is this lab's own server, and it passes. Take the report and the messages along, then try your own.",
      unlocked: onceSent,
    },
  ],
};
