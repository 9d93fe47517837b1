import { type Exchange, responseOf } from '../../machine/wire/exchange.ts';

const LONGEST = 4000;

/**
 * A message and its answer as they went over the wire, and how it ended in a word.
 *
 * @param exchange masked.
 */
export function messageText(exchange: Exchange): { message: string; ended: string } {
  const { request, channel } = exchange;
  const answer = responseOf(exchange);
  const lines = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  const sent = [`${request.method} ${request.url}`, lines(request.headers)];
  if (request.body) sent.push(request.body);
  const answered = answer
    ? [String(answer.status), lines(answer.headers), pretty(answer.body)]
    : [channel === 'front' ? '' : 'No answer that this page may read.'];
  const message = [...sent, '', ...answered].join('\n');
  return {
    message: message.length > LONGEST ? `${message.slice(0, LONGEST)}\n… and more` : message,
    ended: answer ? `, ${answer.status}` : channel === 'front' ? '' : ', no answer',
  };
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
