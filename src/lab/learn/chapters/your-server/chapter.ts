import { choiceOn } from '../../../machine/decisions.ts';
import { responseOf } from '../../../machine/wire/exchange.ts';
import type { Chapter } from '../chapter.ts';
import { hasStatus, respondedWith, shownBy } from '../evidence.ts';
import { PREDICTION } from './prediction.ts';

/** The decisions that record an export. */
export const EXPORTED = { report: 'the report was exported', messages: 'its messages were exported' };

export const yourServer: Chapter = {
  slug: 'your-server',
  number: 14,
  title: 'Your server',
  shows: {
    that: 'a server can be judged by what it publishes, and by how it asks for a token',
    by: 'a server was asked without a token',
  },
  question: 'Does your server pass?',
  facts: ['F20'],
  prediction: PREDICTION,
  proof(log, decisions) {
    const asked = log.filter(({ to, request }) => to === 'MCP server' && !request.headers.authorization);
    const metadata = log.filter(
      ({ to, request }) => to === 'authorization server' && request.url.includes('/.well-known/'),
    );
    return [
      shownBy(
        'a server was asked without a token',
        asked.find(hasStatus(401)) ?? asked.find((exchange) => responseOf(exchange) !== undefined),
      ),
      respondedWith('its authorization server was checked', metadata, 200),
      ...Object.values(EXPORTED).map((question) => ({
        text: question,
        met: choiceOn(decisions, question) !== undefined,
      })),
    ];
  },
  hints: [
    "The field begins with the address of this lab's own server, which passes. Export the report and the messages, then enter the address of your own server.",
  ],
};
