import { choiceOn } from '../../../machine/decisions.ts';
import type { Chapter } from '../chapter.ts';
import { onceSent } from '../hints.ts';

/** The decisions that record an export. */
export const EXPORTED = {
  report: 'the report was exported',
  messages: 'its messages were exported',
};

export const yourServer: Chapter = {
  slug: 'your-server',
  number: 14,
  title: 'Your server',
  question: 'Does your server pass?',
  facts: ['F20'],
  proof(log, decisions) {
    const asked = log.some(({ to, request }) => to === 'MCP server' && !request.headers.authorization);
    const checked = log.some(({ to }) => to === 'authorization server');
    return [
      { text: 'a server was asked without a token', met: asked },
      { text: 'its authorization server was checked', met: checked },
      ...Object.values(EXPORTED).map((question) => ({
        text: question,
        met: choiceOn(decisions, question) !== undefined,
      })),
    ];
  },
  hints: [
    {
      text: "The address in the field is this lab's own server, and it passes. Export the report and the messages, then try your own.",
      unlocked: onceSent,
    },
  ],
};
